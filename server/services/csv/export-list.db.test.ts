import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET } from '@/app/api/csv/[list]/route'
import { finding, host } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { provideServices } from '@/server/services/open'
import { openTwoPoolEstate, type TwoPoolEstate } from '@/server/services/overview/testing/two-pool-estate'
import { ADMIN, BERTH_URL } from '@/server/services/testing/service-world'
import { exportList, findExport } from './export-list'

let estate: TwoPoolEstate
let cookie: string

beforeAll(async () => {
  estate = await openTwoPoolEstate()
  provideServices(estate.world.services)
  cookie = (await estate.world.signIn((await estate.world.addPerson(ADMIN)).email)).cookie
})
afterAll(() => estate.world.close())

/** The lines of a list; no cell of these tests holds a line break. */
async function read(ctx: ServiceContext, list: string, query = ''): Promise<string[]> {
  const stream = await exportList({ ctx, list: findExport(list), query: new URLSearchParams(query) })
  return (await new Response(stream).text()).trimEnd().split('\n')
}

const ask = (list: string, query = '') =>
  GET(new Request(`${BERTH_URL}/api/csv/${list}${query}`, { headers: { cookie } }), {
    params: Promise.resolve({ list }),
  })

test('hosts come with one header line and a line each, in the order asked for', async () => {
  const [header, ...lines] = await read(estate.admin, 'hosts', 'sort=-slug')
  expect(header).toMatch(/^id,slug,hostname,state,/)
  expect(lines.map((line) => line.split(',')[1])).toEqual(['west-01', 'loose-01', 'east-01'])
  const cells = lines.map((line) => line.split(',').length)
  expect(cells).toEqual([1, 2, 3].map(() => header?.split(',').length))
})

test.each([
  ['hosts', 'id,slug,hostname'],
  ['findings', 'id,host,subject'],
  ['audit', 'seq,at,actorKind'],
])('an empty list of %s still says what its columns are', async (list, start) => {
  const lines = await read(estate.admin, list, 'q=nothing is called so')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.startsWith(start)).toBe(true)
})

test('the header of a list is the same with rows as without', async () => {
  for (const list of ['hosts', 'findings', 'audit']) {
    const full = await read(estate.admin, list)
    expect(full.length).toBeGreaterThan(3)
    expect((await read(estate.admin, list, 'q=nothing is called so'))[0]).toBe(full[0])
  }
})

test('a name that a spreadsheet would run as a formula is told as text', async () => {
  const { db } = estate.world.services
  const hostname = '=HYPERLINK("http://evil.example")'
  await db.update(host).set({ hostname }).where(eq(host.id, estate.loose.hostId))
  const line = (await read(estate.admin, 'hosts', 'q=loose-01'))[1]
  expect(line).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
  await db.update(host).set({ hostname: 'loose-01' }).where(eq(host.id, estate.loose.hostId))
})

test('a list longer than a page is streamed whole: every row once, one header', async () => {
  const { db } = estate.world.services
  const at = new Date('2026-01-01T00:00:00.000Z')
  const ids = Array.from({ length: 1_100 }, () => estate.admin.newId())
  const rows = ids.map((id) => ({
    id,
    hostId: estate.west.hostId,
    subjectKind: 'gpu' as const,
    subjectKey: id,
    subjectLabel: 'a GPU',
    code: 'gpuMoved' as const,
    severity: 'info' as const,
    state: 'resolved' as const,
    numbers: {},
    evidence: [],
    remedies: [],
    // All of one moment: only the id tells them apart.
    firstSeenAt: at,
    lastSeenAt: at,
  }))
  await db.insert(finding).values(rows)
  const stream = await exportList({
    ctx: estate.admin,
    list: findExport('findings'),
    query: new URLSearchParams('state=resolved'),
  })
  let chunkCount = 0
  let text = ''
  for await (const chunk of stream) {
    chunkCount += 1
    text += new TextDecoder().decode(chunk)
  }
  const [header, ...lines] = text.trimEnd().split('\n')
  expect(chunkCount).toBe(3)
  expect(header?.startsWith('id,host')).toBe(true)
  expect(new Set(lines.map((line) => line.split(',')[0]))).toEqual(new Set(ids))
  expect(lines).toHaveLength(ids.length)
  await db.delete(finding).where(eq(finding.state, 'resolved'))
})

test.each([
  ['a search with NUL', 'hosts', '?q=%00', 422, 'invalidInput'],
  ['a filter with NUL', 'audit', '?action=a%00b', 422, 'invalidInput'],
  ['a cursor of another list', 'hosts', '?cursor=WzEsMV0', 422, 'cursorInvalid'],
  ['a sort that is none', 'hosts', '?sort=-nothing', 422, 'invalidInput'],
  ['a time that is none', 'audit', '?from=yesterday', 422, 'invalidInput'],
  ['a list that is none', '__proto__', '', 404, 'listNotFound'],
])('%s is answered as a problem, not as a broken file', async (_, list, query, status, code) => {
  const answer = await ask(list, query)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({ code, status })
})

test('a list is answered as a file to whoever may read it', async () => {
  const answer = await ask('hosts')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect((await answer.text()).split('\n')[0]).toMatch(/^id,slug/)
})
