import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEntry, token } from '@/db/schema'
import type { TokenKind } from '@/server/core/access/token-kind'
import { readViewer } from '@/server/services/session/read-viewer'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { grantRole } from '@/server/services/users/grant-role'
import { setUserDisabled } from '@/server/services/users/set-disabled'
import { createApiKey } from './create-api-key'
import { createEnrolment } from './create-enrolment'
import { issueToken } from './issue'
import { listTokens } from './list'
import { redeemToken } from './redeem'
import { revokeToken } from './revoke'
import { verifyToken } from './verify'

let world: ServiceWorld
let admin: Awaited<ReturnType<ServiceWorld['addPerson']>>
beforeAll(async () => {
  world = await openServiceWorld()
  admin = await world.addPerson(ADMIN)
})
afterAll(() => world.close())

const issue = (kind: TokenKind, options: { lifetimeMs?: number | null; uses?: number } = {}) => {
  const { lifetimeMs = 60_000, uses = null } = options
  return issueToken({ ctx: admin.ctx, tx: world.services.db, kind, label: `a ${kind}`, lifetimeMs, uses })
}
const listRefusals = (reason: string) => {
  const where = and(eq(auditEntry.action, 'token.use'), eq(auditEntry.reason, reason))
  return world.services.db.select().from(auditEntry).where(where)
}
/** Long after everything has expired, and the same minute for all attempts of one test. */
const REFUSED_AT = new Date('2100-01-01T00:00:00Z')
const at = (time: Date) => ({ ...world.nobody, now: () => time })
const collector = Promise.resolve({ script: '', sha256: 'f'.repeat(64) })

const view = (secret: string) => {
  return readViewer(new Headers({ authorization: `Bearer ${secret}` }), { from: world.services })
}
const makeKey = (
  ctx = admin.ctx,
  scopes: Parameters<typeof createApiKey>[0]['input']['scopes'] = ['host:read'],
) => {
  return createApiKey({ ctx, input: { label: 'ci', scopes, expiresInDays: 1 } })
}

describe('a token', () => {
  test('opens what it is for, and says when it was last used', async () => {
    const { secret, tokenId } = await issue('host')
    expect(await verifyToken({ ctx: world.nobody, secret, kinds: ['host'] })).toMatchObject({
      id: tokenId,
      kind: 'host',
    })
    const [row] = await world.services.db.select().from(token).where(eq(token.id, tokenId))
    expect(row?.lastUsedAt).not.toBeNull()
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  test.each([
    ['unknown', 401, 'tokenUnknown', async () => `berth_host_${'x'.repeat(43)}`],
    ['expired', 401, 'tokenExpired', async () => (await issue('host', { lifetimeMs: -1 })).secret],
    ['used up', 401, 'tokenUsed', async () => (await issue('host', { uses: 0 })).secret],
    ['for something else', 403, 'tokenWrongKind', async () => (await issue('invite')).secret],
    [
      'revoked',
      401,
      'tokenRevoked',
      async () => {
        const { secret, tokenId } = await issue('host')
        await revokeToken({ ctx: admin.ctx, input: { tokenId } })
        return secret
      },
    ],
  ])(
    'that is %s is refused with %i %s, audited once however often it is tried',
    async (_, status, code, make) => {
      const secret = await make()
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await expect(verifyToken({ ctx: at(REFUSED_AT), secret, kinds: ['host'] })).rejects.toMatchObject({
          status,
          code,
        })
      }
      const refusals = await listRefusals(code)
      expect(refusals).toHaveLength(1)
      expect(refusals[0]).toMatchObject({ outcome: 'refused', remoteAddress: '203.0.113.9' })
      expect(JSON.stringify(refusals)).not.toContain(secret)
    },
  )

  test('guessed a hundred times from one address is one line in the log', async () => {
    const ctx = { ...at(REFUSED_AT), remoteAddress: '198.51.100.77' }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        verifyToken({ ctx, secret: `berth_host_${String(index).padStart(43, 'g')}`, kinds: ['host'] }),
      ),
    )
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    const where = eq(auditEntry.remoteAddress, '198.51.100.77')
    expect(await world.services.db.select().from(auditEntry).where(where)).toHaveLength(1)
  })

  test('for one use serves exactly one of many that race for it', async () => {
    const { secret, tokenId } = await issue('enrolment', { uses: 1 })
    const racers = Array.from({ length: 8 }, () =>
      redeemToken({ ctx: world.nobody, secret, kinds: ['enrolment'], use: () => Promise.resolve(tokenId) }),
    )
    const outcomes = await Promise.allSettled(racers)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason.code] : [],
    )
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'tokenUsed'))
    const [row] = await world.services.db.select().from(token).where(eq(token.id, tokenId))
    expect(row?.usesLeft).toBe(0)
  })

  test('is not spent when what it pays for fails', async () => {
    const { secret } = await issue('enrolment', { uses: 1 })
    const redeem = (use: () => Promise<string>) =>
      redeemToken({ ctx: world.nobody, secret, kinds: ['enrolment'], use })
    await expect(redeem(() => Promise.reject(new Error('no such pool')))).rejects.toThrow('no such pool')
    expect(await redeem(() => Promise.resolve('enrolled'))).toBe('enrolled')
  })
})

describe('an enrolment', () => {
  test('for one host serves once within an hour, and its line carries the hash of the script', async () => {
    const input = { kind: 'single', label: 'rack 4' } as const
    const made = await createEnrolment({ ctx: admin.ctx, input, collector })
    expect(made.lines.curl).toContain(made.secret)
    expect(made.lines.wget).toContain(`echo "${'f'.repeat(64)}  $f" | sha256sum -c --quiet`)
    const [row] = await world.services.db.select().from(token).where(eq(token.id, made.tokenId))
    expect(row).toMatchObject({ kind: 'enrolment', usesLeft: 1, scopes: [] })
    expect(made.expiresAt?.getTime()).toBe((row?.createdAt.getTime() ?? 0) + 3600_000)
  })

  test('for many hosts is limited in number and time, and each waits for approval', async () => {
    const input = { kind: 'bulk', label: 'new rack', expiresInHours: 2, maxHosts: 40 } as const
    const made = await createEnrolment({ ctx: admin.ctx, input, collector })
    const [row] = await world.services.db.select().from(token).where(eq(token.id, made.tokenId))
    expect(row).toMatchObject({ usesLeft: 40, scopes: ['needsApproval'] })
  })

  test('of a host that does not exist is refused', async () => {
    const input = { kind: 'single', label: 'again', hostId: world.nobody.newId() } as const
    await expect(createEnrolment({ ctx: admin.ctx, input, collector })).rejects.toMatchObject({
      code: 'hostNotFound',
    })
  })
})

describe('an API key', () => {
  test('acts within its scopes, named as itself and its owner', async () => {
    const { secret } = await makeKey()
    const viewer = await view(secret)
    expect(viewer).toMatchObject({
      account: null,
      actor: { kind: 'key', label: `ci (key of ${admin.viewer.actor.label})` },
    })
    expect(viewer.principal).toMatchObject({ kind: 'key', scopes: ['host:read'] })
  })

  test('never reaches further than its owner does at the time', async () => {
    const owner = await world.addPerson(ADMIN)
    const { secret } = await makeKey(owner.ctx, ['host:read', 'user:manage'])
    await world.services.db.execute(`delete from role_grant where user_id = '${owner.userId}'`)
    await grantRole({
      ctx: admin.ctx,
      input: { userId: owner.userId, grant: { role: 'viewer', scope: { scope: 'global' } } },
    })
    const { principal } = await view(secret)
    expect(principal).toMatchObject({ grants: [{ role: 'viewer', scope: 'global' }] })
  })

  test('of a disabled owner, revoked, or of another kind opens nothing', async () => {
    const owner = await world.addPerson(ADMIN)
    const key = await makeKey(owner.ctx)
    await setUserDisabled({ ctx: admin.ctx, input: { userId: owner.userId, disabled: true } })
    await expect(view(key.secret)).rejects.toMatchObject({ code: 'keyOwnerGone' })
    const revoked = await makeKey()
    await revokeToken({ ctx: admin.ctx, input: { tokenId: revoked.tokenId } })
    await expect(view(revoked.secret)).rejects.toMatchObject({ code: 'tokenRevoked' })
    await expect(view((await issue('host')).secret)).rejects.toMatchObject({ code: 'tokenWrongKind' })
    await expect(view('hunter2')).rejects.toMatchObject({ code: 'tokenUnknown' })
  })

  test('cannot be made by a key, nor beyond what its maker may do', async () => {
    const { secret } = await makeKey(admin.ctx, ['token:manage'])
    const asKey = world.services.contextFor(await view(secret), null)
    await expect(makeKey(asKey)).rejects.toMatchObject({ code: 'personNeeded' })
  })
})

test('the list shows what state each token is in, and neither hash nor secret', async () => {
  const page = await listTokens({
    ctx: admin.ctx,
    input: { limit: 500, sort: 'createdAt', order: 'desc', kind: 'host' },
  })
  expect(new Set(page.items.map(({ state }) => state))).toEqual(
    new Set(['live', 'expired', 'used', 'revoked']),
  )
  expect(page.totalCount).toBe(page.items.length)
  expect(JSON.stringify(page)).not.toMatch(/sha256|berth_/)
  const live = await listTokens({
    ctx: admin.ctx,
    input: { limit: 1, sort: 'label', order: 'asc', kind: 'host', live: true },
  })
  expect(live.items).toHaveLength(1)
  expect(live.items[0]?.state).toBe('live')
})

test('pages of one token each show every token once, in order', async () => {
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listTokens>> = await listTokens({
      ctx: admin.ctx,
      input: { limit: 1, sort: 'label', order: 'asc', cursor },
    })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  const rows = await world.services.db.select({ id: token.id }).from(token)
  expect(seen.length).toBeGreaterThan(10)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toHaveLength(rows.length)
})
