import { and, eq, sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundle, factRevision, finding, gpu, host, hostTool } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { readRaw } from '@/server/services/hosts/read-raw'
import { replaceIn, setManifest, type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { layoutOf, openEmulatedHosts, type SendOptions } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { openFinding } from './reconcile-findings'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
  await watchFacts()
})
afterAll(() => world.close())

/** PostgreSQL itself tells which statements wrote facts, whatever they wrote. */
async function watchFacts(): Promise<void> {
  const owner = new Client({ connectionString: world.database.ownerUrl })
  await owner.connect()
  await owner.query(`
    create table facts_written (host_id uuid, place text);
    grant all on facts_written to public;
    create function note_facts() returns trigger language plpgsql as $$
      begin
        insert into facts_written values (
          coalesce(to_jsonb(new) ->> 'host_id', to_jsonb(new) ->> 'id')::uuid,
          coalesce(to_jsonb(new) ->> 'tool', tg_table_name));
        return new;
      end $$;
    create trigger note_facts after insert or update of facts on host_tool for each row execute function note_facts();
    create trigger note_facts after insert or update of facts on fact_revision for each row execute function note_facts();
    create trigger note_facts after update of facts on host for each row execute function note_facts();
  `)
  await owner.end()
}
async function listWritten(hostId: string): Promise<string[]> {
  const { rows } = await world.services.db.execute<{ place: string }>(
    sql`with gone as (delete from facts_written where host_id = ${hostId}::uuid returning place) select place from gone order by place`,
  )
  return rows.map(({ place }) => place)
}

/** A host that tells the same, to the letter, as often as it is asked. */
async function openHost(name: string) {
  const enrolled = await hosts.enrol(name)
  const layout = layoutOf(ESTATE[1], name)
  const send = (told: Parameters<typeof tellTools>[1] = {}, options: SendOptions = {}) =>
    hosts.send(enrolled.hostToken, layout, {
      ...options,
      edit: (files) => {
        const xml = 'nvidia-smi-q-x'
        replaceIn(files, xml, /<timestamp>[^<]*/, '<timestamp>Sun Nov 22 10:00:00 2026')
        tellTools(files, { 'nvidia-smi-q': { status: 'absent' }, ...told })
        options.edit?.(files)
      },
    })
  return { ...enrolled, send }
}

const toolsOf = async (hostId: string) => {
  const rows = await world.services.db.select().from(hostTool).where(eq(hostTool.hostId, hostId))
  return new Map<string, typeof hostTool.$inferSelect>(rows.map((row) => [row.tool, row]))
}
const rowOf = async (hostId: string) => {
  const [row] = await world.services.db.select().from(host).where(eq(host.id, hostId))
  if (!row) throw new Error('no such host')
  return row
}
const findingsOf = async (hostId: string) => {
  const rows = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
  return new Map(rows.map((row) => [`${row.code} ${row.subjectLabel}`, row]))
}
const timeOf = (date: Date | null | undefined) => date?.getTime() ?? Number.NaN
const uname = (release: string) => `Linux gpu ${release} #1 SMP x86_64 GNU/Linux\n`
const releaseOf = async (hostId: string) => (await rowOf(hostId)).facts?.system.kernelRelease

test('a delivery that repeats the one before to the letter writes no facts, and everything counts as seen now', async () => {
  const one = await openHost('repeat-01')
  const first = await one.send()
  const { hostId } = one
  expect((await listWritten(hostId)).length).toBeGreaterThan(15)
  const { db } = world.services
  const before = {
    tools: await toolsOf(hostId),
    row: await rowOf(hostId),
    findings: await findingsOf(hostId),
    gpus: await db.select().from(gpu).where(eq(gpu.hostId, hostId)).orderBy(gpu.id),
  }
  expect(before.findings.size).toBeGreaterThan(0)

  const second = await one.send()
  expect(second.result).toBe('accepted')
  expect(second.parts).toEqual(first.parts)
  expect(await listWritten(hostId)).toEqual([])

  const row = await rowOf(hostId)
  expect(timeOf(row.lastSeenAt)).toBeGreaterThan(timeOf(before.row.lastSeenAt))
  expect(row).toMatchObject({ facts: before.row.facts, openFindingCount: before.row.openFindingCount })
  const tools = await toolsOf(hostId)
  expect(tools.size).toBe(before.tools.size)
  for (const [name, tool] of tools) {
    const old = before.tools.get(name)
    expect(timeOf(tool.observedAt)).toBeGreaterThan(timeOf(old?.observedAt))
    expect({ ...tool, observedAt: null, lastBundleId: null }).toEqual({
      ...old,
      observedAt: null,
      lastBundleId: null,
    })
  }
  const gpus = await db.select().from(gpu).where(eq(gpu.hostId, hostId)).orderBy(gpu.id)
  expect(gpus).toHaveLength(4)
  for (const [index, seen] of gpus.entries()) {
    expect(timeOf(seen.lastSeenAt)).toBeGreaterThan(timeOf(before.gpus[index]?.lastSeenAt))
  }
  const revisions = await db.select().from(factRevision).where(eq(factRevision.hostId, hostId))
  expect(revisions).toHaveLength(1)
  expect(timeOf(revisions[0]?.lastSeenAt)).toBeGreaterThan(timeOf(revisions[0]?.firstSeenAt))
  const findings = await findingsOf(hostId)
  expect([...findings.keys()]).toEqual([...before.findings.keys()])
  for (const [name, found] of findings) {
    expect(found).toMatchObject({ state: 'open', id: before.findings.get(name)?.id })
    expect(timeOf(found.lastSeenAt)).toBeGreaterThan(timeOf(before.findings.get(name)?.lastSeenAt))
  }
  const bundles = await db.select().from(bundle).where(eq(bundle.hostId, hostId))
  expect(bundles.map(({ changedFactCount }) => changedFactCount)).toEqual([0, 0])
})

test('a repeat ends the silence of its host, and nothing else that is open', async () => {
  const one = await openHost('repeat-02')
  await one.send()
  const { hostId } = one
  const before = await findingsOf(hostId)
  await world.services.db.transaction((tx) =>
    openFinding({
      ctx: admin,
      tx,
      hostId,
      draft: {
        subject: { kind: 'host', key: hostId, label: 'repeat-02' },
        code: 'hostSilent',
        severity: 'warning',
        numbers: { silentMinutes: 30 },
        evidence: [],
        threshold: null,
        remedies: [],
      },
    }),
  )
  await listWritten(hostId)
  await one.send()
  expect(await listWritten(hostId)).toEqual([])
  const after = await findingsOf(hostId)
  expect(after.get('hostSilent repeat-02')).toMatchObject({ state: 'resolved' })
  expect([...after.values()].filter(({ state }) => state === 'open')).toHaveLength(before.size)
  expect((await rowOf(hostId)).openFindingCount).toBe(before.size)
})

test('when one tool’s output changes back and forth, only its facts are written, and they are the last ones told', async () => {
  const one = await openHost('repeat-03')
  await one.send({ uname: uname('6.1.0') })
  await listWritten(one.hostId)
  for (const release of ['6.2.0', '6.1.0', '6.2.0']) {
    await one.send({ uname: uname(release) })
    expect(await releaseOf(one.hostId)).toBe(release)
    expect(await listWritten(one.hostId)).toEqual(['fact_revision', 'host', 'uname'])
    const { bytes } = await readRaw({ ctx: admin, input: { slug: one.slug, tool: 'uname' } })
    expect(String(bytes)).toBe(uname(release))
  }
  await one.send({ uname: uname('6.2.0') })
  expect(await listWritten(one.hostId)).toEqual([])
})

test.each<[string, ToldTool]>([
  ['failed', { status: 'failed' }],
  ['could not be read', Buffer.from([0, 1, 2])],
])('a tool that %s and then says what it said before is no longer stale', async (how, told) => {
  const one = await openHost(`repeat-stale-${how.replaceAll(' ', '-')}`)
  await one.send({ uname: uname('6.1.0') })
  const before = (await toolsOf(one.hostId)).get('uname')
  await one.send({ uname: told })
  expect((await toolsOf(one.hostId)).get('uname')).toMatchObject({ stale: true, facts: before?.facts })
  await one.send({ uname: uname('6.1.0') })
  const after = (await toolsOf(one.hostId)).get('uname')
  expect(after).toMatchObject({ stale: false, lastStatus: 'ok', lastReason: null, facts: before?.facts })
  expect(timeOf(after?.observedAt)).toBeGreaterThan(timeOf(before?.observedAt))
  const open = [...(await findingsOf(one.hostId)).values()].filter(({ state }) => state === 'open')
  expect(open.filter(({ code }) => code.startsWith('tool'))).toEqual([])
})

test('another build of Berth reads the same bytes again', async () => {
  const one = await openHost('repeat-04')
  await one.send({ uname: uname('6.1.0') })
  const { db } = world.services
  const ofUname = and(eq(hostTool.hostId, one.hostId), eq(hostTool.tool, 'uname'))
  const facts = { ...((await toolsOf(one.hostId)).get('uname')?.facts as object), kernelRelease: 'misread' }
  await db.update(hostTool).set({ readerBuild: 'a build before', facts }).where(ofUname)
  await one.send({ uname: uname('6.1.0') })
  expect(await releaseOf(one.hostId)).toBe('6.1.0')
  expect((await toolsOf(one.hostId)).get('uname')?.readerBuild).not.toBe('a build before')
})

test('what a tool brought by hand said is not taken for what the collector said', async () => {
  const one = await openHost('repeat-05')
  await one.send({ uname: uname('6.1.0') })
  await world.services.db
    .update(hostTool)
    .set({ source: 'person' })
    .where(and(eq(hostTool.hostId, one.hostId), eq(hostTool.tool, 'uname')))
  await one.send({ uname: uname('6.1.0') })
  expect((await toolsOf(one.hostId)).get('uname')).toMatchObject({ source: 'collector', lastStatus: 'ok' })
})

test('a delivery taken for a repeat is read after all when what it repeats changed before its turn came', async () => {
  const one = await openHost('repeat-06')
  await one.send({ uname: uname('6.1.0') })
  const { db } = world.services
  const ofUname = and(eq(hostTool.hostId, one.hostId), eq(hostTool.tool, 'uname'))
  let sent: Promise<unknown> = Promise.resolve()
  await db.transaction(async (tx) => {
    await tx.select({ id: host.id }).from(host).where(eq(host.id, one.hostId)).for('update')
    sent = one.send({ uname: uname('6.1.0') })
    await waitForBlocked()
    // Another delivery, which said something else, came first.
    const facts = {
      ...((await toolsOf(one.hostId)).get('uname')?.facts as object),
      kernelRelease: '6.5.0-other',
    }
    await tx
      .update(hostTool)
      .set({ rawSha256: 'f'.repeat(64), facts })
      .where(ofUname)
  })
  expect(await sent).toMatchObject({ result: 'accepted' })
  expect(await releaseOf(one.hostId)).toBe('6.1.0')
  const { bytes } = await readRaw({ ctx: admin, input: { slug: one.slug, tool: 'uname' } })
  expect(String(bytes)).toBe(uname('6.1.0'))
  expect(await db.select().from(bundle).where(eq(bundle.hostId, one.hostId))).toHaveLength(2)
})

test('a repeat whose raw output is no longer kept brings it again', async () => {
  const one = await openHost('repeat-07')
  await one.send({ uname: uname('6.7.7-alone') })
  const { db } = world.services
  const sha256 = (await toolsOf(one.hostId)).get('uname')?.rawSha256 ?? ''
  await db.execute(sql`update bundle_part set raw_sha256 = null where raw_sha256 = ${sha256}`)
  await db.execute(sql`delete from raw_output where sha256 = ${sha256}`)
  expect((await one.send({ uname: uname('6.7.7-alone') })).result).toBe('accepted')
  const { bytes } = await readRaw({ ctx: admin, input: { slug: one.slug, tool: 'uname' } })
  expect(String(bytes)).toBe(uname('6.7.7-alone'))
})

test('a repeat of another boot is a repeat all the same, and its boot is the host’s from then on', async () => {
  const one = await openHost('repeat-08')
  await one.send({}, { sequence: 500 })
  await listWritten(one.hostId)
  const bootId = '33333333-3333-4333-8333-333333333333'
  await one.send({}, { sequence: 1, edit: (files) => setManifest(files, { boot_id: bootId }) })
  expect(await listWritten(one.hostId)).toEqual([])
  expect(await rowOf(one.hostId)).toMatchObject({ bootId, sequence: 1 })
})

/** Until somebody waits for a lock that is held. */
async function waitForBlocked(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await world.services.db.execute(
        sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      expect(rows).toHaveLength(1)
    },
    { timeout: 20_000, interval: 20 },
  )
}
