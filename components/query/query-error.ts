/**
 * What a failed request says about itself. Read from its shape, not its class: errors cross module copies and
 * devtools, and only `message` is always there.
 */
export type QueryErrorFacts = {
  /** `NOT_FOUND`, `CONFLICT`, …; null when no answer came at all. */
  readonly code: string | null
  readonly httpStatus: number | null
  /** The refusal's machine code: `stalePlan`, `permissionMissing`, …. */
  readonly reason: string | null
  /** Set when the details are in the server's log only. */
  readonly errorId: string | null
  readonly message: string
}

export function readQueryError(error: unknown): QueryErrorFacts {
  const data = readObject(readObject(error)?.data)
  const code = readText(data?.code)
  const message = error instanceof Error && error.message !== '' ? error.message : 'Something went wrong.'
  return {
    code,
    httpStatus: typeof data?.httpStatus === 'number' ? data.httpStatus : null,
    reason: readText(readObject(data?.reason)?.code),
    errorId: readText(data?.errorId),
    // A browser's own words ("Failed to fetch") help nobody.
    message: code === null ? 'Berth did not answer. Check the network, then try again.' : message,
  }
}

/** Worth asking again: nobody answered, or the server had trouble. A refusal stays one. */
export function isWorthRetrying(error: unknown): boolean {
  const { code, httpStatus } = readQueryError(error)
  if (code === null) return true
  return httpStatus !== null && httpStatus >= 500
}

/** A refused token is UNAUTHORIZED too; only this one means that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return readQueryError(error).reason === 'signInNeeded'
}

export function isNotFound(error: unknown): boolean {
  return readQueryError(error).code === 'NOT_FOUND'
}

export function isForbidden(error: unknown): boolean {
  return readQueryError(error).code === 'FORBIDDEN'
}

export function isConflict(error: unknown): boolean {
  return readQueryError(error).code === 'CONFLICT'
}

function readObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
