/** Pages whose segment is not how one would write their name. A name of a thing is never looked up here. */
const pageNames: Readonly<Record<string, string>> = {
  account: 'Your account',
  diff: 'Compare',
  enrolment: 'Enrolment',
  findings: 'Findings',
  gpus: 'GPUs',
  history: 'History',
  occupancy: 'Occupancy',
  pci: 'PCI',
  scopes: 'Pools and tenants',
  sources: 'Sources',
  tokens: 'Tokens',
  topology: 'Topology',
  users: 'Users',
}

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
    // The second segment names a thing (a host), but for the settings, whose second segment is a page.
    const isPage = index >= 2 || (index === 1 && segments[0] === 'settings')
    const name = isPage && Object.hasOwn(pageNames, segment) ? pageNames[segment] : undefined
    return { href, label: areas.find((area) => area.href === href)?.label ?? name ?? decodeSegment(segment) }
  })
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
