/** SQLSTATEs that mean "nobody there", as opposed to "your query is wrong"; class 08 is that of connections. */
const AWAY_STATES = new Set(['53300', '57P01', '57P02', '57P03'])
/** System errors that come of connections only. */
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
/** Those that files, child processes and requests have too: they count where a call on a socket said so. */
const SOCKET_CODES: Record<string, readonly string[]> = {
  ENOENT: ['connect'],
  ETIMEDOUT: ['connect', 'read', 'write'],
  ECONNRESET: ['connect', 'read', 'write'],
  EPIPE: ['connect', 'read', 'write'],
}
const AWAY_MESSAGES = [
  /^Connection terminated/,
  /^Query read timeout$/,
  /timeout exceeded when trying to connect/,
  /^Client has encountered a connection error/,
]

/** Is the database unreachable (or shutting down), so that trying again later is the right answer? */
export function isDatabaseAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    // Somebody else's connection: the database is never asked by HTTP.
    if (at instanceof TypeError && at.message === 'fetch failed') return false
    if (isConnectionError(at)) return true
    const message = at.message
    if (AWAY_MESSAGES.some((pattern) => pattern.test(message))) return true
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true
  }
  return false
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (NETWORK_CODES.has(code) || AWAY_STATES.has(code) || /^08[0-9A-Z]{3}$/.test(code)) return true
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : ''
  // A file has a path; so has a socket of the local machine, and connecting to it is no call on a file.
  if ('path' in error && syscall !== 'connect') return false
  return SOCKET_CODES[code]?.includes(syscall) ?? false
}
