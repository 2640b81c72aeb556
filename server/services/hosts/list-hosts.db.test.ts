import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finding, host, pool } from '@/db/schema'
import { listFindingsInput } from '@/server/contracts/finding'
import { listHostsInput } from '@/server/contracts/host'
import type { ServiceContext } from '@/server/services/context'
import { listFindings } from '@/server/services/findings/list-findings'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { listHosts } from './list-hosts'

const NOW = new Date('2026-11-22T12:00:00.000Z')
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

let world: ServiceWorld
let ctx: ServiceContext
let poolId: string

/** Ties and unknowns in every column: ten hosts, three GPU counts and times, some null. */
beforeAll(async () => {
  world = await openServiceWorld()
  const admin = (await world.addPerson(ADMIN)).ctx
  ctx = { ...admin, now: () => NOW }
  const { db } = world.services
  poolId = ctx.newId()
  await db.insert(pool).values({ id: poolId, slug: 'a-pool', name: 'A pool', class: 'inference' })
  const rows = Array.from({ length: 10 }, (_, i) => ({
    id: ctx.newId(),
    slug: `node-${i}`,
    hostname: `node-${i}.example`,
    state: 'enrolled' as const,
    gpuCount: [null, 8, 8, 4][i % 4] ?? null,
    gpuModels: i === 3 ? ['NVIDIA L40S'] : [],
    lastSeenAt: [minutesAgo(5), null, minutesAgo(5), minutesAgo(90)][i % 4] ?? null,
    openFindingCount: i % 3,
    poolId: i < 2 ? poolId : null,
    enrolledAt: minutesAgo(1000),
  }))
  await db
    .insert(host)
    .values([
      ...rows,
      { id: ctx.newId(), slug: 'pct-100%', hostname: 'pct', state: 'enrolled' },
      { id: ctx.newId(), slug: 'under_score', hostname: 'under', state: 'enrolled' },
      { id: ctx.newId(), slug: 'gone-01', hostname: 'gone', state: 'retired' },
      { id: ctx.newId(), slug: 'new-01', hostname: 'new', state: 'pendingApproval' },
    ])
  await db.insert(finding).values(
    rows.map((row, i) => ({
      id: ctx.newId(),
      hostId: row.id,
      subjectKind: 'host' as const,
      subjectKey: row.id,
      subjectLabel: i === 4 ? 'a 50% label' : 'a label',
      code: 'factsContradict' as const,
      severity: (['critical', 'warning', 'info'] as const)[i % 3] ?? 'info',
      state: i < 8 ? ('open' as const) : ('resolved' as const),
      numbers: { contradictionCount: 1 },
      evidence: [],
      remedies: [],
      firstSeenAt: minutesAgo(100),
      lastSeenAt: minutesAgo(i < 5 ? 10 : 20),
    })),
  )
})
afterAll(() => world.close())

const askHosts = (input: object) => listHosts({ ctx, input: listHostsInput.parse(input) })
const slugsOf = async (input: object) => (await askHosts(input)).items.map(({ slug }) => slug)
const ALL = 13

describe('the list of hosts', () => {
  for (const sort of ['slug', 'lastSeenAt', 'gpuCount', 'openFindingCount', 'enrolledAt'] as const) {
    test.each(['asc', 'desc'] as const)(
      `pages by ${sort} %s without losing or repeating one, unknown last`,
      async (order) => {
        const whole = await askHosts({ sort, order })
        expect(whole).toMatchObject({ totalCount: ALL, nextCursor: null })
        const paged: typeof whole.items = []
        let cursor: string | null = null
        do {
          const page: typeof whole = await askHosts({ sort, order, limit: 2, cursor })
          expect(page.totalCount).toBe(cursor === null ? ALL : null)
          paged.push(...page.items)
          cursor = page.nextCursor
        } while (cursor !== null)
        expect(paged.map(({ slug }) => slug)).toEqual(whole.items.map(({ slug }) => slug))
        expect(new Set(paged.map(({ id }) => id)).size).toBe(ALL)
        const values = paged.map((row) => row[sort])
        const known = values.filter((value) => value !== null)
        expect(values.slice(known.length).every((value) => value === null)).toBe(true)
        const sorted = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect(known).toEqual(order === 'asc' ? sorted : sorted.toReversed())
      },
    )
  }

  test('takes % and _ and \\ of a search literally, in any case', async () => {
    expect(await slugsOf({ search: '100%' })).toEqual(['pct-100%'])
    expect(await slugsOf({ search: '_' })).toEqual(['under_score'])
    expect(await slugsOf({ search: '\\' })).toEqual([])
    expect(await slugsOf({ search: 'NODE-3' })).toEqual(['node-3'])
    expect(await slugsOf({ search: 'l40s' })).toEqual(['node-3'])
    expect(await slugsOf({ search: '   ' })).toHaveLength(ALL)
  })

  test('filters by state, freshness, pool and findings, and counts what it filtered', async () => {
    expect(await slugsOf({ state: 'retired' })).toEqual(['gone-01'])
    expect(await slugsOf({ state: ['retired', 'pendingApproval'] })).toEqual(['gone-01', 'new-01'])
    expect(await slugsOf({ freshness: 'silent' })).toEqual(['node-3', 'node-7'])
    expect(await slugsOf({ freshness: ['fresh', 'silent'] })).toHaveLength(7)
    expect(await askHosts({ freshness: 'never' })).toMatchObject({ totalCount: 6 })
    expect(await slugsOf({ poolId })).toEqual(['node-0', 'node-1'])
    expect(await slugsOf({ withFindings: true })).toEqual([1, 2, 4, 5, 7, 8].map((i) => `node-${i}`))
  })
})

describe('the list of findings', () => {
  const ask = (input: object) => listFindings({ ctx, input: listFindingsInput.parse(input) })

  test.each(['asc', 'desc'] as const)('pages over ties %s without losing or repeating one', async (order) => {
    for (const sort of ['lastSeenAt', 'firstSeenAt']) {
      const whole = await ask({ sort, order })
      expect(whole.totalCount).toBe(10)
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const page: typeof whole = await ask({ sort, order, limit: 3, cursor })
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(ids).toEqual(whole.items.map(({ id }) => id))
      expect(new Set(ids).size).toBe(10)
    }
  })

  test('filters by state and severity and searches literally, each with its sentence', async () => {
    expect((await ask({ state: 'resolved' })).items).toHaveLength(2)
    expect((await ask({ severity: ['critical', 'info'] })).totalCount).toBe(7)
    const [found, ...others] = (await ask({ search: '50%' })).items
    expect(others).toEqual([])
    expect(found).toMatchObject({
      host: { slug: 'node-4' },
      sentence: 'a 50% label: 1 facts on which its tools disagree',
    })
    expect((await ask({ search: '0%_' })).items).toEqual([])
  })
})
