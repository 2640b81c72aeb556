import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, finding, gpu, host } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { exportList, findExport } from '@/server/services/csv/export-list'
import { listFindings } from '@/server/services/findings/list-findings'
import { resolveFinding } from '@/server/services/findings/resolve-finding'
import { assignPool } from '@/server/services/hosts/assign-pool'
import { diffBundles } from '@/server/services/hosts/diff-bundles'
import { getHost } from '@/server/services/hosts/get-host'
import { listBundles } from '@/server/services/hosts/list-bundles'
import { listHosts } from '@/server/services/hosts/list-hosts'
import { retireHost } from '@/server/services/hosts/retire-host'
import { readEstateMetrics } from '@/server/services/metrics/read-estate-metrics'
import { createPool } from '@/server/services/pools/create'
import { getOverview } from './get-overview'
import { openTwoPoolEstate, type TwoPoolEstate } from './testing/two-pool-estate'

let estate: TwoPoolEstate

beforeAll(async () => {
  estate = await openTwoPoolEstate()
})
afterAll(() => estate.world.close())

const PAGE = { cursor: null, limit: 100 } as const
const hostPage = { ...PAGE, sort: 'slug', order: 'asc' } as const
const findingPage = { ...PAGE, sort: 'lastSeenAt', order: 'desc' } as const
const reason = 'because of a test'

/** A key of the admin's with these scopes alone. */
function keyWith(...scopes: ('host:manage' | 'host:upload' | 'host:read')[]): ServiceContext {
  const grants = [{ role: 'admin', scope: 'global' }] as const
  return { ...estate.admin, principal: { kind: 'key', id: 'k', label: 'a key', grants, scopes } }
}

const revisionOf = async (hostId: string) => {
  const [row] = await estate.world.services.db.select().from(host).where(eq(host.id, hostId))
  return row?.revision ?? -1
}
const bundlesOf = (hostId: string) =>
  estate.world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))

describe.each(['eastOperator', 'eastViewer'] as const)('%s, whose role is over one pool', (who) => {
  const ctx = () => estate.people[who]

  test('sees its hosts in the list, one by one and as CSV, and no other', async () => {
    const page = await listHosts({ ctx: ctx(), input: hostPage })
    expect(page.items.map(({ slug }) => slug)).toEqual(['east-01'])
    expect(page.totalCount).toBe(1)
    expect((await getHost({ ctx: ctx(), input: { slug: 'east-01' } })).gpus.length).toBeGreaterThan(0)
    for (const slug of ['west-01', 'loose-01', 'none-01']) {
      await expect(getHost({ ctx: ctx(), input: { slug } }), slug).rejects.toMatchObject({
        code: 'hostNotFound',
      })
    }
    const csv = await exportList({ ctx: ctx(), list: findExport('hosts'), query: new URLSearchParams() })
    const text = await new Response(csv).text()
    expect(text).toContain('east-01')
    expect(text).not.toMatch(/west-01|loose-01/)
  })

  test('does not get to other hosts by a filter', async () => {
    const input = { ...hostPage, poolId: [estate.westId] }
    expect(await listHosts({ ctx: ctx(), input })).toMatchObject({ items: [], totalCount: 0 })
    const found = { ...findingPage, hostId: estate.west.hostId }
    expect(await listFindings({ ctx: ctx(), input: found })).toMatchObject({ items: [], totalCount: 0 })
  })

  test('sees the bundles of its hosts and what changed between them, and of no other', async () => {
    const { hostId } = estate.east
    const page = await listBundles({ ctx: ctx(), input: { ...PAGE, hostId } })
    const [only] = page.items
    expect(page.items).toHaveLength(1)
    expect(only?.parts.length).toBeGreaterThan(3)
    const same = { hostId, beforeId: only?.id ?? '', afterId: only?.id ?? '' }
    await expect(diffBundles({ ctx: ctx(), input: same })).resolves.toMatchObject({ changes: [] })
    const [other] = await bundlesOf(estate.west.hostId)
    const foreign = { beforeId: other?.id ?? '', afterId: other?.id ?? '' }
    await expect(
      diffBundles({ ctx: ctx(), input: { ...foreign, hostId: estate.west.hostId } }),
    ).rejects.toMatchObject({ code: 'hostNotFound' })
    // Nor by way of a host that is one's own.
    await expect(diffBundles({ ctx: ctx(), input: { ...foreign, hostId } })).rejects.toMatchObject({
      code: 'bundleNotFound',
    })
    await expect(
      listBundles({ ctx: ctx(), input: { ...PAGE, hostId: estate.west.hostId } }),
    ).rejects.toMatchObject({ code: 'hostNotFound' })
  })

  test('sees the findings of its hosts alone', async () => {
    const page = await listFindings({ ctx: ctx(), input: findingPage })
    expect(page.items.map(({ id }) => id)).toContain(estate.east.findingId)
    expect(new Set(page.items.map((item) => item.host?.slug))).toEqual(new Set(['east-01']))
    expect(page.totalCount).toBe(page.items.length)
  })

  test('has an overview of its pool alone', async () => {
    const overview = await getOverview({ ctx: ctx() })
    const all = await getOverview({ ctx: estate.admin })
    expect(overview).toMatchObject({ hostCount: 1, freshHostCount: 1, unassignedHostCount: 0 })
    expect(overview.pools.map(({ slug }) => slug)).toEqual(['east'])
    expect(new Set(overview.attention.map((item) => item.host?.slug))).toEqual(new Set(['east-01']))
    expect(overview.gpuCount).toBeGreaterThan(0)
    expect(all.gpuCount).toBe(overview.gpuCount * 3)
    expect(overview.openFindingCount).toBeLessThan(all.openFindingCount)
  })

  test('does not read the metrics, which are of the whole estate', async () => {
    await expect(readEstateMetrics({ ctx: ctx() })).rejects.toMatchObject({ status: 403 })
  })

  test('cannot tell a finding that is not its own from one that is not there', async () => {
    const none = estate.admin.newId()
    const answers = await Promise.all(
      [estate.west.findingId, estate.loose.findingId, none].map((findingId) =>
        resolveFinding({ ctx: ctx(), input: { findingId, reason } }).catch((error: unknown) => error),
      ),
    )
    const told = answers.map((error) => JSON.stringify([error, (error as Error).message]))
    expect(answers).toMatchObject(Array.from({ length: 3 }, () => ({ code: 'findingNotFound', status: 404 })))
    expect(new Set(told).size).toBe(1)
  })
})

test('an operator over one pool cannot tell a pool that is not its own from one that is not there', async () => {
  const revision = await revisionOf(estate.east.hostId)
  for (const poolId of [estate.westId, estate.admin.newId()]) {
    await expect(
      assignPool({
        ctx: estate.people.eastOperator,
        input: { hostId: estate.east.hostId, revision, poolId },
      }),
    ).rejects.toMatchObject({ code: 'poolNotFound', status: 404 })
  }
  await expect(
    assignPool({
      ctx: estate.people.eastOperator,
      input: { hostId: estate.east.hostId, revision, poolId: null },
    }),
  ).rejects.toMatchObject({ code: 'permissionMissing' })
})

test('a viewer over a pool may look at its host and finding but not change them', async () => {
  const ctx = estate.people.eastViewer
  const { hostId, findingId } = estate.east
  const revision = await revisionOf(hostId)
  const refused = { code: 'permissionMissing', status: 403 }
  await expect(retireHost({ ctx, input: { hostId, revision, reason } })).rejects.toMatchObject(refused)
  await expect(resolveFinding({ ctx, input: { findingId, reason } })).rejects.toMatchObject(refused)
})

test('a tenant member sees nothing of the estate', async () => {
  const ctx = estate.people.tenantMember
  expect(await listHosts({ ctx, input: hostPage })).toMatchObject({ items: [], totalCount: 0 })
  expect(await listFindings({ ctx, input: findingPage })).toMatchObject({ items: [], totalCount: 0 })
  expect(await getOverview({ ctx })).toMatchObject({
    hostCount: 0,
    gpuCount: 0,
    openFindingCount: 0,
    gpusByModel: [],
    attention: [],
    pools: [],
  })
  const { hostId, findingId } = estate.east
  await expect(listBundles({ ctx, input: { ...PAGE, hostId } })).rejects.toMatchObject({ status: 404 })
  await expect(getHost({ ctx, input: { slug: 'east-01' } })).rejects.toMatchObject({ status: 404 })
  await expect(resolveFinding({ ctx, input: { findingId, reason } })).rejects.toMatchObject({ status: 404 })
  await expect(readEstateMetrics({ ctx })).rejects.toMatchObject({ status: 403 })
})

test('a key may do to a host what its scope says, whether or not it may also read it', async () => {
  const { hostId } = estate.west
  const input = async () => ({ hostId, revision: await revisionOf(hostId), poolId: estate.westId })
  await assignPool({ ctx: keyWith('host:manage'), input: await input() })
  await assignPool({ ctx: keyWith('host:manage', 'host:read'), input: await input() })
  const reader = assignPool({ ctx: keyWith('host:read'), input: await input() })
  await expect(reader).rejects.toMatchObject({ status: 403 })
  const uploader = assignPool({ ctx: keyWith('host:upload'), input: await input() })
  await expect(uploader).rejects.toMatchObject({ status: 404 })
  await expect(getHost({ ctx: keyWith('host:manage'), input: { slug: 'west-01' } })).rejects.toMatchObject({
    status: 404,
  })
})

describe('the overview', () => {
  test('says of each pool on how many hosts nobody could count the GPUs', async () => {
    const { db } = estate.world.services
    const dark = await createPool({
      ctx: estate.admin,
      input: { slug: 'dark', name: 'Dark', class: 'training' },
    })
    const id = estate.admin.newId()
    await db
      .insert(host)
      .values({ id, slug: 'dark-01', hostname: 'dark-01', state: 'enrolled', poolId: dark.id })
    const overview = await getOverview({ ctx: estate.admin })
    const counts = overview.pools.map(({ slug, hostCount, unknownGpuHostCount }) => ({
      slug,
      hostCount,
      unknownGpuHostCount,
    }))
    expect(counts).toEqual([
      { slug: 'dark', hostCount: 1, unknownGpuHostCount: 1 },
      { slug: 'east', hostCount: 1, unknownGpuHostCount: 0 },
      { slug: 'west', hostCount: 1, unknownGpuHostCount: 0 },
    ])
    expect(overview.unknownGpuHostCount).toBe(1)
    await db.delete(host).where(eq(host.id, id))
  })

  test('counts every GPU, also those of models beyond the ones it shows', async () => {
    const { db } = estate.world.services
    const before = await getOverview({ ctx: estate.admin })
    const rows = Array.from({ length: 60 }, (_, i) => ({
      id: estate.admin.newId(),
      hostId: estate.west.hostId,
      state: 'proved' as const,
      address: `ffff:${i}`,
      model: `Rare model ${i}`,
    }))
    await db.insert(gpu).values(rows)
    const after = await getOverview({ ctx: estate.admin })
    expect(after.gpusByModel).toHaveLength(50)
    expect(after.gpuCount).toBe(before.gpuCount + 60)
    await db.update(gpu).set({ state: 'gone' }).where(eq(gpu.hostId, estate.west.hostId))
    expect((await getOverview({ ctx: estate.admin })).gpuCount).toBe((before.gpuCount / 3) * 2)
  })

  test('shows a person their pool however many others come before it', async () => {
    const { db } = estate.world.services
    const { pool } = await import('@/db/schema')
    const others = Array.from({ length: 501 }, (_, i) => ({
      id: estate.admin.newId(),
      slug: `a-${String(i).padStart(3, '0')}`,
      name: 'another',
      class: 'inference' as const,
    }))
    await db.insert(pool).values(others)
    const overview = await getOverview({ ctx: estate.people.eastViewer })
    expect(overview.pools.map(({ slug }) => slug)).toEqual(['east'])
    expect((await getOverview({ ctx: estate.admin })).pools).toHaveLength(500)
  })
})

test('the metrics count hosts by state and freshness and open findings by severity', async () => {
  const registry = await readEstateMetrics({ ctx: estate.admin })
  const read = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values ?? []
  const { db } = estate.world.services
  const open = await db.select().from(finding).where(eq(finding.state, 'open'))
  expect(open.length).toBeGreaterThanOrEqual(3)
  const hosts = await read('berth_hosts')
  expect(hosts.map(({ labels, value }) => ({ labels, value }))).toEqual([
    { labels: { state: 'enrolled', freshness: 'fresh' }, value: 3 },
  ])
  const findings = await read('berth_findings_open')
  expect(findings.reduce((sum, { value }) => sum + value, 0)).toBe(open.length)
})

describe('retiring a host', () => {
  test('ends its findings and tokens, counts its GPUs no more, and can be done once', async () => {
    const { db } = estate.world.services
    const { hostId, hostToken } = estate.loose
    const input = { hostId, revision: await revisionOf(hostId), reason }
    await retireHost({ ctx: estate.admin, input })
    const open = await db.select().from(finding).where(eq(finding.hostId, hostId))
    expect(open.length).toBeGreaterThan(0)
    expect(open.every(({ state, resolvedAt }) => state === 'resolved' && resolvedAt !== null)).toBe(true)
    const gpus = await db.select().from(gpu).where(eq(gpu.hostId, hostId))
    expect(new Set(gpus.map(({ state }) => state))).toEqual(new Set(['gone']))
    const { verifyToken } = await import('@/server/services/tokens/verify')
    await expect(
      verifyToken({ ctx: estate.world.nobody, secret: hostToken, kinds: ['host'] }),
    ).rejects.toMatchObject({ status: 401 })
    const page = await listHosts({ ctx: estate.admin, input: hostPage })
    expect(page.items.map(({ slug }) => slug)).toEqual(['east-01', 'west-01'])
    const retired = await listHosts({ ctx: estate.admin, input: { ...hostPage, state: ['retired'] } })
    expect(retired.items.map(({ slug }) => slug)).toEqual(['loose-01'])
    const again = { ...input, revision: await revisionOf(hostId) }
    const refused = { code: 'hostRetired', status: 409 }
    await expect(retireHost({ ctx: estate.admin, input: again })).rejects.toMatchObject(refused)
    await expect(
      assignPool({
        ctx: estate.admin,
        input: { hostId, revision: again.revision, poolId: estate.eastId },
      }),
    ).rejects.toMatchObject(refused)
  })

  test('after somebody else changed it is a conflict', async () => {
    const { hostId } = estate.east
    const input = { hostId, revision: (await revisionOf(hostId)) - 1, reason }
    await expect(retireHost({ ctx: estate.admin, input })).rejects.toMatchObject({
      code: 'hostChanged',
      status: 409,
    })
  })
})

describe('closing a finding by hand', () => {
  test('closes what happened at one moment, once, and counts it off its host', async () => {
    const { hostId, findingId } = estate.east
    const { db } = estate.world.services
    await db.update(host).set({ openFindingCount: 2 }).where(eq(host.id, hostId))
    await resolveFinding({ ctx: estate.people.eastOperator, input: { findingId, reason } })
    const [row] = await db.select().from(host).where(eq(host.id, hostId))
    expect(row?.openFindingCount).toBe(1)
    await expect(resolveFinding({ ctx: estate.admin, input: { findingId, reason } })).rejects.toMatchObject({
      code: 'findingResolved',
      status: 409,
    })
  })

  test('is refused for what the facts still say', async () => {
    const findingId = await estate.addFinding(estate.east.hostId, { code: 'rowRemapPending' })
    await expect(
      resolveFinding({ ctx: estate.people.eastOperator, input: { findingId, reason } }),
    ).rejects.toMatchObject({ code: 'findingHolds', status: 409 })
  })
})
