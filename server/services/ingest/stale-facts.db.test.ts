import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finding, gpu, hostTool } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { ServiceContext } from '@/server/services/context'
import { keepTools } from '@/server/services/testing/bundle-edits'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { uploadFiles } from './upload-files'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

/** What the collector writes of a tool that did not answer, or is not there. */
const tellStatus = (status: string, tools: string[]) => (files: BundleFiles) => {
  let manifest = String(files.get('manifest'))
  for (const tool of tools) {
    const line = new RegExp(`^tool=${tool} .*$`, 'm')
    expect(manifest).toMatch(line)
    manifest = manifest.replace(line, `tool=${tool} status=${status} exit=- seconds=- file=-`)
  }
  files.set('manifest', manifest)
}

const gpusOf = (hostId: string) =>
  world.services.db
    .select({ id: gpu.id, state: gpu.state, lastSeenAt: gpu.lastSeenAt })
    .from(gpu)
    .where(eq(gpu.hostId, hostId))
    .orderBy(gpu.address)

const findingsOf = async (hostId: string) => {
  const rows = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
  return new Map(rows.map((row) => [`${row.code} ${row.subjectLabel}`, row]))
}
const NARROW = 'pcieLinkWidthBelowMaximum 0000:81:00.0'
const uname = { name: 'uname.txt', bytes: Buffer.from('Linux gpu 6.8.0-1 #1 SMP x86_64 GNU/Linux\n') }

test('with every tool that shows GPUs hung, nothing of the GPUs counts as seen now, and nothing is gone', async () => {
  const { hostToken, hostId, slug } = await hosts.enrol('hung-01')
  const layout = layoutOf(ESTATE[1], 'hung-01')
  const bearing: ToolId[] = ['nvidia-smi-q-x', 'lspci', 'sysfs-pci']
  const keep = (files: BundleFiles) => keepTools(files, [...bearing, 'uname', 'numactl', 'sysfs-node'])
  await hosts.send(hostToken, layout, { edit: keep })
  const [gpus, narrow] = [await gpusOf(hostId), (await findingsOf(hostId)).get(NARROW)]
  expect(gpus).toHaveLength(4)
  expect(narrow).toMatchObject({ state: 'open' })
  await hosts.send(hostToken, layout, {
    edit: (files) => {
      keep(files)
      tellStatus('toolHung', bearing)(files)
    },
  })
  expect(await gpusOf(hostId)).toEqual(gpus)
  const found = await findingsOf(hostId)
  expect(found.get(NARROW)).toEqual(narrow)
  const hung = found.get('toolHung lspci')
  expect(hung).toMatchObject({ state: 'open' })
  // A person's one file says nothing of the other tools either.
  await uploadFiles({ ctx: admin, input: { host: slug, isNew: false, files: [uname] } })
  expect(await gpusOf(hostId)).toEqual(gpus)
  const later = await findingsOf(hostId)
  expect([later.get(NARROW), later.get('toolHung lspci')]).toEqual([narrow, hung])
})

test('a GPU that one tool still shows was seen now, although the others hang', async () => {
  const { hostToken, hostId } = await hosts.enrol('half-01')
  const layout = layoutOf(ESTATE[1], 'half-01')
  await hosts.send(hostToken, layout)
  const [gpus, narrow] = [await gpusOf(hostId), (await findingsOf(hostId)).get(NARROW)]
  await hosts.send(hostToken, layout, { edit: tellStatus('toolHung', ['nvidia-smi-q-x', 'lspci']) })
  const after = await gpusOf(hostId)
  expect(after.map((row) => [row.id, row.state])).toEqual(gpus.map((row) => [row.id, 'proved']))
  for (const [index, row] of after.entries())
    expect(row.lastSeenAt.getTime()).toBeGreaterThan(gpus[index]?.lastSeenAt.getTime() ?? Number.NaN)
  expect((await findingsOf(hostId)).get(NARROW)?.lastSeenAt.getTime()).toBeGreaterThan(
    narrow?.lastSeenAt.getTime() ?? Number.NaN,
  )
})

test('what a person brought stays when the collector lacks the tool, until a collector has it', async () => {
  const { hostToken, hostId, slug } = await hosts.enrol('by-hand-01')
  const layout = layoutOf(ESTATE[1], 'by-hand-01')
  await uploadFiles({ ctx: admin, input: { host: slug, isNew: false, files: [uname] } })
  const told = async () => {
    const rows = await world.services.db.select().from(hostTool).where(eq(hostTool.hostId, hostId))
    return rows.find((row) => row.tool === 'uname')
  }
  const byHand = await told()
  expect(byHand).toMatchObject({ source: 'person', facts: expect.objectContaining({}) })
  await hosts.send(hostToken, layout, { edit: tellStatus('absent', ['uname']) })
  expect(await told()).toEqual(byHand)
  await hosts.send(hostToken, layout, { edit: tellStatus('failed', ['uname']) })
  expect(await told()).toMatchObject({ source: 'person', stale: true, lastStatus: 'failed' })
  await hosts.send(hostToken, layout, { edit: tellStatus('absent', ['uname']) })
  expect(await told()).toMatchObject({ facts: byHand?.facts, source: 'person', stale: false })
  await hosts.send(hostToken, layout)
  expect(await told()).toMatchObject({ source: 'collector', lastStatus: 'ok' })
  await hosts.send(hostToken, layout, { edit: tellStatus('absent', ['uname']) })
  expect(await told()).toMatchObject({ source: 'collector', facts: null })
})
