/** The token of an invitation, from the address's fragment: browsers send that part to nobody. */
export function readInviteToken(fragment: string): string | null {
  const token = fragment.replace(/^#/, '').trim()
  return /^[A-Za-z0-9_-]{8,200}$/.test(token) ? token : null
}
