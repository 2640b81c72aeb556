import { describe, expect, test } from 'vitest'
import { slugText } from '@/server/contracts/page'
import { createApiKeyInput } from '@/server/contracts/token'
import { roleAndScope } from '@/server/contracts/user'
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS } from '@/server/core/access/permissions'
import { isTenantRole, ROLES } from '@/server/core/access/roles'
import { TOKEN_KINDS } from '@/server/core/access/token-kind'
import { describeBrowser } from './describe-browser'
import { countUses, readEnrolmentProgress } from './enrolment-progress'
import { changeRole, listScopeOptions, toRoleAndScope } from './grant-draft'
import { listKeyScopes } from './permission-words'
import { describeGrant, describeGrants, describeRole } from './role-words'
import { readFlag, takeOneChoice } from './single-choice'
import { sortRows } from './sort-rows'
import { suggestSlug } from './suggest-slug'
import { findFirstSettingsPath, listSettingsTabs } from './tab-list'
import { describeRevocation, tokenKindWords } from './token-words'

const pool = { id: '018f7b1e-0000-7000-8000-000000000001', slug: 'training', name: 'Training' }
const tenant = { id: '018f7b1e-0000-7000-8000-000000000002', slug: 'retail', name: 'retail' }

const hrefs = (may: (permission: Permission) => boolean) => listSettingsTabs(may).map((tab) => tab.href)

describe('tabs', () => {
  test('an administrator sees all of them, someone without a role only the own account', () => {
    expect(hrefs(() => true)).toHaveLength(5)
    expect(hrefs((permission) => permission === 'self')).toEqual(['/settings/account'])
    expect(findFirstSettingsPath((permission) => permission === 'self')).toBe('/settings/account')
  })

  test('an operator starts at enrolment, an auditor at the users', () => {
    expect(findFirstSettingsPath((permission) => ROLE_PERMISSIONS.operator.includes(permission))).toBe(
      '/settings/enrolment',
    )
    expect(findFirstSettingsPath((permission) => ROLE_PERMISSIONS.auditor.includes(permission))).toBe(
      '/settings/users',
    )
  })
})

const over = (role: (typeof ROLES)[number], scope: 'global' | 'pool' | 'tenant', scopeLabel: string) =>
  describeGrant({ role, scope, scopeLabel })

describe('roles in words', () => {
  test('a grant says its role and what it is held over', () => {
    expect(over('admin', 'global', '')).toBe('Administrator of everything')
    expect(over('operator', 'pool', 'training')).toBe('Operator of pool training')
    expect(over('tenantMember', 'tenant', 'retail')).toBe('Tenant member of retail')
  })

  test('no grant is said, not left empty', () => {
    expect(describeGrants([])).toBe('No role yet')
  })

  test('every role has its own word', () => {
    expect(new Set(ROLES.map((role) => describeRole(role).word)).size).toBe(ROLES.length)
  })
})

describe('a role being chosen', () => {
  test('whatever is offered for a role is what the contract takes', () => {
    let seen = 0
    for (const role of ROLES) {
      for (const option of listScopeOptions(role, [pool], [tenant])) {
        const parsed = roleAndScope.safeParse(toRoleAndScope({ role, scopeKey: option.value }))
        expect(parsed.success, `${role} over ${option.value}`).toBe(true)
        seen += 1
      }
    }
    expect(seen).toBe(5 * 2 + 2 * 1)
  })

  test('a tenant role without a tenant is refused, never turned into one over everything', () => {
    expect(roleAndScope.safeParse(toRoleAndScope({ role: 'tenantAdmin', scopeKey: '' })).success).toBe(false)
  })

  test('another role keeps the scope where it can, and never leaves one that it cannot be held over', () => {
    let seen = 0
    for (const from of ROLES) {
      for (const to of ROLES) {
        const draft = { role: from, scopeKey: isTenantRole(from) ? `tenant:${tenant.id}` : `pool:${pool.id}` }
        const { scopeKey } = changeRole(draft, to)
        if (isTenantRole(from) === isTenantRole(to)) expect(scopeKey).toBe(draft.scopeKey)
        else expect(scopeKey).toBe(isTenantRole(to) ? '' : 'global')
        seen += 1
      }
    }
    expect(seen).toBe(49)
  })
})

describe('scopes of a key', () => {
  test('every permission that can be a scope is offered with its words, and the contract takes it', () => {
    const offered = listKeyScopes(PERMISSIONS)
    expect(offered).toHaveLength(PERMISSIONS.length - 2)
    expect(offered.every(({ words }) => words !== '')).toBe(true)
    const scopes = offered.map(({ scope }) => scope)
    expect(createApiKeyInput.safeParse({ label: 'x', scopes, expiresInDays: 90 }).success).toBe(true)
  })
})

describe('filters of one choice', () => {
  test('the newest choice replaces the one before', () => {
    const calls: (readonly string[])[] = []
    const state = takeOneChoice({
      setFilter: (_: string, values: readonly string[]) => calls.push(values),
    } as never)
    ;(state as { setFilter: (id: string, values: readonly string[]) => void }).setFilter('kind', [
      'host',
      'apiKey',
    ])
    expect(calls).toEqual([['apiKey']])
  })

  test('nothing chosen is neither yes nor no', () => {
    expect([readFlag([]), readFlag(['true']), readFlag(['true', 'false'])]).toEqual([undefined, true, false])
  })
})

test('every kind of token has its word and says what ends with it', () => {
  const said = TOKEN_KINDS.map((kind) => `${tokenKindWords[kind]}: ${describeRevocation(kind)}`)
  expect(new Set(said).size).toBe(TOKEN_KINDS.length)
})

const token = (over: Partial<Parameters<typeof readEnrolmentProgress>[0]> = {}) =>
  ({ id: 'mine', lastUsedAt: null, state: 'live', ...over }) as const
const host = (slug: string, enrolmentTokenId: string | null, freshness: 'never' | 'fresh' = 'never') =>
  ({ id: slug, slug, state: 'enrolled', freshness, enrolmentTokenId }) as const

describe('progress of an enrolment', () => {
  const used = token({ lastUsedAt: new Date(0), state: 'used' })

  test('a token that nobody used waits, whatever other hosts enrolled meanwhile', () => {
    expect(readEnrolmentProgress(token(), [host('h1', 'another', 'fresh')])).toEqual({ kind: 'waiting' })
  })

  test('one that ended unused says so instead of waiting for ever', () => {
    expect(readEnrolmentProgress(token({ state: 'expired' }), [])).toEqual({
      kind: 'ended',
      state: 'expired',
    })
  })

  test('of several new hosts it is the one that came in by this token', () => {
    const hosts = [host('late', 'another'), host('h7', 'mine'), host('by-hand', null, 'fresh')]
    expect(readEnrolmentProgress(used, hosts)).toMatchObject({ kind: 'enrolled', host: { slug: 'h7' } })
    expect(readEnrolmentProgress(used, [host('late', 'another')])).toEqual({ kind: 'enrolled', host: null })
  })

  test('its first report turns it into a link', () => {
    expect(readEnrolmentProgress(used, [host('h7', 'mine', 'fresh')])).toMatchObject({ kind: 'reported' })
  })

  test('uses of a token for many are counted from its limit', () => {
    expect(countUses(50, { usesLeft: 47 })).toBe(3)
    expect(countUses(50, { usesLeft: null })).toBeNull()
  })
})

describe('sessions', () => {
  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1',
      'Safari on iOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    ['curl/8.5.0', null],
    ['', null],
    [null, null],
  ])('a browser is named by what it says, never guessed: %s', (userAgent, expected) => {
    expect(describeBrowser(userAgent)).toBe(expected)
  })
})

describe('pools and tenants', () => {
  test.each(['Training', 'A30 / MIG pool', 'Größe & co', '  --  ', 'x'.repeat(80), 'Ünï_cödé 7'])(
    'an id suggested for %j is one that the contract takes, or none',
    (name) => {
      const slug = suggestSlug(name)
      expect(slug === '' || slugText.safeParse(slug).success).toBe(true)
    },
  )

  test('an id follows the name in plain letters', () => {
    expect(suggestSlug('A30 / MIG pool')).toBe('a30-mig-pool')
    expect(suggestSlug('Größe & co')).toBe('groe-co')
  })

  test('rows are sorted by value both ways, and equal ones keep the order of their ids', () => {
    const rows = [
      { id: 'c', hostCount: 2 },
      { id: 'a', hostCount: 10 },
      { id: 'b', hostCount: 2 },
    ]
    const ids = (desc: boolean) => sortRows(rows, { id: 'hostCount', desc }).map((row) => row.id)
    expect(ids(false)).toEqual(['b', 'c', 'a'])
    expect(ids(true)).toEqual(['a', 'b', 'c'])
  })
})
