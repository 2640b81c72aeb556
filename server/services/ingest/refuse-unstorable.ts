import { DomainError } from '@/server/services/domain-error'

/** SQLSTATE classes: 22 is a data exception (out of range, no such character), 54 a limit of PostgreSQL passed. */
const ABOUT_THE_DATA = /^(?:22|54)/

/**
 * Runs the taking in of a delivery. A value that no column can hold is the delivery's fault and stays so however
 * often it is sent, so it must not look like a fault of Berth that is worth another try.
 * @throws DomainError invalid `unstorable`, and whatever `run` throws
 */
export async function refuseUnstorable<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    const sqlState = findDataError(error)
    if (sqlState === null) throw error
    const message = `A value in this delivery is one that the database cannot hold (SQLSTATE ${sqlState}); nothing was changed`
    throw new DomainError('invalid', 'unstorable', message, { sqlState })
  }
}

function findDataError(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && at.code.length === 5 && ABOUT_THE_DATA.test(at.code))
      return at.code
  }
  return null
}
