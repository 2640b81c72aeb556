/**
 * Orders two kernel releases (`6.1.0-18-amd64`, `5.14.0-427.13.1.el9_4.x86_64`) by version, older first, as packages
 * are ordered: runs of digits by number, a number after a word, `rc` before the release it leads to. Releases of one
 * version (flavours) are ordered by text.
 */
export function compareKernelReleases(a: string, b: string): number {
  const x = splitRuns(a)
  const y = splitRuns(b)
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const order = compareRuns(x[at], y[at])
    if (order !== 0) return order
  }
  return a < b ? -1 : a > b ? 1 : 0
}

function splitRuns(release: string): string[] {
  return release.toLowerCase().match(/\d+|[a-z]+/g) ?? []
}

function compareRuns(x: string | undefined, y: string | undefined): number {
  if (x === y) return 0
  if (x === undefined) return y === 'rc' ? 1 : -1
  if (y === undefined) return x === 'rc' ? -1 : 1
  const isNumberX = /^\d/.test(x)
  const isNumberY = /^\d/.test(y)
  if (isNumberX !== isNumberY) return isNumberX ? 1 : -1
  if (isNumberX) return Number(x) - Number(y)
  if (x === 'rc' || y === 'rc') return x === 'rc' ? -1 : 1
  return x < y ? -1 : 1
}
