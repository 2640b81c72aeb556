export type Crumb = { readonly label: string; readonly href: string }

/** The drill path of an address: its area, then each segment as it is written there (a host's slug is its name). */
export function deriveTrail(pathname: string, areas: readonly { href: string; label: string }[]): Crumb[] {
  const segments = pathname.split('/').filter(Boolean)
  if (segments.length === 0) {
    const home = areas.find((area) => area.href === '/')
    return home === undefined ? [] : [{ label: home.label, href: '/' }]
  }
  return segments.map((segment, index) => {
    const href = `/${segments.slice(0, index + 1).join('/')}`
    return { href, label: areas.find((area) => area.href === href)?.label ?? decodeSegment(segment) }
  })
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
