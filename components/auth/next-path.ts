/** Where a sign-in must not lead back to: it would ask again, or answer with data instead of a page. */
const neverNext = ['/sign-in', '/first-start', '/invite', '/no-role', '/api']
const origin = 'http://berth.invalid'

/**
 * The page to return to after signing in, from the address's `next`. Only a path of this origin is taken: a
 * link to Berth's own sign-in must not be able to send anybody elsewhere afterwards.
 */
export function readNextPath(raw: string | readonly string[] | null | undefined): string {
  if (typeof raw !== 'string' || !raw.startsWith('/')) return '/'
  // The browser's own reading decides: it drops tabs and takes a backslash for a slash.
  const url = URL.canParse(raw, origin) ? new URL(raw, origin) : null
  if (url === null || url.origin !== origin) return '/'
  if (neverNext.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  // What was harmless after a host need not be so alone: `/.//evil.example` has the path `//evil.example`.
  return path.startsWith('//') ? '/' : path
}

/** The sign-in's address that leads back to `path` afterwards. */
export function buildSignInHref(path: string): string {
  const next = readNextPath(path)
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
}
