import type { LinkTab } from '@/components/ui/link-tabs'
import type { Permission } from '@/server/core/access/permissions'

type SettingsTab = Pick<LinkTab, 'href' | 'label'> & {
  /** Shown to whoever holds one of these. */
  readonly anyOf: readonly Permission[]
}

const tabs: readonly SettingsTab[] = [
  { href: '/settings/users', label: 'Users', anyOf: ['user:read'] },
  { href: '/settings/enrolment', label: 'Enrolment', anyOf: ['host:enrol'] },
  { href: '/settings/tokens', label: 'Tokens', anyOf: ['token:read'] },
  { href: '/settings/scopes', label: 'Pools and tenants', anyOf: ['pool:read', 'tenant:read'] },
  { href: '/settings/account', label: 'Your account', anyOf: ['self'] },
]

/** The tabs of someone who may do what `may` says. The account's is everyone's, so there is always one. */
export function listSettingsTabs(may: (permission: Permission) => boolean): LinkTab[] {
  return tabs
    .filter((tab) => tab.anyOf.some((permission) => may(permission)))
    .map(({ href, label }) => ({ href, label }))
}

/** Where `/settings` itself leads. */
export function findFirstSettingsPath(may: (permission: Permission) => boolean): string {
  return listSettingsTabs(may)[0]?.href ?? '/settings/account'
}
