import type { Permission } from '@/server/core/access/permissions'

export type AreaIcon = 'overview' | 'hosts' | 'findings' | 'audit' | 'settings'

export type RailItem = {
  readonly href: string
  readonly label: string
  /** A name, not a component: the list crosses from the server to the browser. */
  readonly icon: AreaIcon
  readonly section: 'estate' | 'system'
  /** The letter after g. */
  readonly shortcut: string
  /** Whether the area's pages read the time range of the top bar. */
  readonly usesTimeRange: boolean
}

export type Area = RailItem & {
  /** The area is shown to whoever holds one of these. */
  readonly anyOf: readonly Permission[]
}

/** The areas that exist, in the order of the rail. A new area is one entry here and its folder in `app`. */
export const areas: readonly Area[] = [
  {
    href: '/',
    label: 'Overview',
    icon: 'overview',
    section: 'estate',
    shortcut: 'o',
    usesTimeRange: false,
    anyOf: ['self'],
  },
  {
    href: '/hosts',
    label: 'Hosts',
    icon: 'hosts',
    section: 'estate',
    shortcut: 'h',
    usesTimeRange: false,
    anyOf: ['host:read'],
  },
  {
    href: '/findings',
    label: 'Findings',
    icon: 'findings',
    section: 'estate',
    shortcut: 'f',
    usesTimeRange: false,
    anyOf: ['finding:read'],
  },
  {
    href: '/audit',
    label: 'Audit',
    icon: 'audit',
    section: 'system',
    shortcut: 'a',
    usesTimeRange: true,
    anyOf: ['audit:read'],
  },
  {
    href: '/settings',
    label: 'Settings',
    icon: 'settings',
    section: 'system',
    shortcut: 's',
    usesTimeRange: false,
    anyOf: ['self'],
  },
]

/** The rail of someone who may do what `may` says; permissions themselves are not sent to the browser. */
export function visibleAreas(may: (permission: Permission) => boolean): RailItem[] {
  return areas
    .filter((area) => area.anyOf.some((permission) => may(permission)))
    .map(({ anyOf: _anyOf, ...item }) => item)
}
