import { writeBundleFiles } from '@/emulator/bundle'
import { describeL40sPair } from '@/emulator/layouts/l40s-pair'
import { HostPage } from './pages/host-page'
import { E2E_URL } from './support/addresses'
import { openClientAs, readCookie } from './support/client'
import { deliver, enrolOwnHost, ingest, writeDelivery } from './support/own-host'
import { expect, test } from './support/test'

const width = 'pcie.link.width.current'

test('pulses bring readings and make no history: no delivery, no change, no finding and no entry in the audit', async ({
  page,
}) => {
  const { slug, token, layout } = await enrolOwnHost(describeL40sPair({ stage: 0, tick: 0 }), 'pulse-01')
  await deliver(token, { layout, sequence: 1 })
  const client = openClientAs('admin')
  const look = async () => {
    const { id, facts, openFindingCount, gpus, revision } = await client.hosts.get.query({ slug })
    const { items } = await client.hosts.bundles.query({ hostId: id })
    const { items: entries } = await client.audit.list.query({ search: slug, limit: 100 })
    const deliveries = items.map((bundle) => bundle.id)
    return { facts, openFindingCount, gpus, revision, deliveries, entries: entries.length }
  }
  const before = await look()
  expect(before.deliveries).toHaveLength(1)
  expect(before.entries).toBeGreaterThan(0)

  // Each hotter than the one before, and with a link that a full collection would open a finding for.
  const files = writeBundleFiles(layout, { bundleId: 'unused', sequence: 2, collectedAt: 0, kind: 'pulse' })
  const csv = files.get('nvidia-smi-query-gpu.csv') ?? ''
  const readings = [71, 72, 73].map((celsius) => setColumns(csv, { 'temperature.gpu': celsius, [width]: 4 }))
  expect(new Set([csv, ...readings]).size).toBe(4)
  for (const [index, reading] of readings.entries()) {
    const replaced = { 'nvidia-smi-query-gpu.csv': reading }
    await deliver(token, { layout, sequence: 2 + index, kind: 'pulse', replaced })
  }
  const late = await ingest(token, await writeDelivery({ layout, sequence: 3, kind: 'pulse' }))
  expect(late.status).toBe(409)
  expect(await late.json()).toMatchObject({ code: 'sequenceTooOld', acceptedSequence: 4 })

  // Only the refusal was written down.
  expect(await look()).toEqual({ ...before, entries: before.entries + 1 })
  const address = `${E2E_URL}/api/hosts/${slug}/raw/nvidia-smi-query-gpu`
  const raw = await fetch(address, { headers: { cookie: readCookie('viewer') } })
  expect(await raw.text()).toBe(readings.at(-1))

  const host = new HostPage(page, slug)
  await host.open('/history')
  const deliveries = page.getByRole('table', { name: 'Deliveries' }).locator('tbody').getByRole('row')
  await expect(deliveries).toHaveCount(1)
  // The next full collection is the second delivery, however many pulses came between.
  await deliver(token, { layout, sequence: 5 })
  await expect(deliveries).toHaveCount(2)
})

/** Sets columns of every row of `nvidia-smi --query-gpu`. @throws where the table has none of that name */
function setColumns(csv: string, values: Record<string, number>): string {
  const [header = '', ...rows] = csv.trimEnd().split('\n')
  const names = header.split(', ')
  const missing = Object.keys(values).filter((name) => !names.includes(name))
  if (missing.length > 0 || rows.length === 0) throw new Error(`no column ${missing.join(', ')}`)
  const edited = rows.map((row) =>
    row
      .split(', ')
      .map((cell, at) => values[names[at] ?? ''] ?? cell)
      .join(', '),
  )
  return `${[header, ...edited].join('\n')}\n`
}
