/**
 * The address among `hrefs` that the reader is at: its query must be part of the present one and its path the
 * present path or above it. The most specific wins: longer path first, then more parameters.
 */
export function findCurrentTab(
  hrefs: readonly string[],
  pathname: string,
  search: { get(name: string): string | null },
): string | undefined {
  let best: { href: string; score: number } | undefined
  for (const href of hrefs) {
    const { pathname: path, searchParams } = new URL(href, 'http://tabs.invalid')
    if (pathname !== path && !pathname.startsWith(path === '/' ? '//' : `${path}/`)) continue
    const wanted = [...searchParams]
    if (!wanted.every(([name, value]) => search.get(name) === value)) continue
    const score = path.length * 100 + wanted.length
    if (best === undefined || score > best.score) best = { href, score }
  }
  return best?.href
}
