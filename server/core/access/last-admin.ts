/** Who could still administer Berth: holds `admin` over everything, is not disabled, and can sign in. */
export interface ActiveAdmin {
  userId: string
  grantId: string
}

/**
 * Would an administrator remain? A Berth that nobody administers can only be repaired in its database, so the
 * last one is neither disabled nor demoted. An invitation that was never accepted does not count: it expires.
 * @param admins every active global admin grant; one person holds at most one
 * @param loses what is about to be taken: all of a person's, or one grant
 */
export function keepsAnAdmin(
  admins: readonly ActiveAdmin[],
  loses: { userId: string } | { grantId: string },
): boolean {
  const isTaken = (admin: ActiveAdmin) => {
    return 'userId' in loses ? admin.userId === loses.userId : admin.grantId === loses.grantId
  }
  const remaining = admins.filter((admin) => !isTaken(admin))
  // Taking what is not there takes nothing, even from an estate without any administrator.
  return remaining.length > 0 || remaining.length === admins.length
}
