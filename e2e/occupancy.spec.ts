import type { Page } from '@playwright/test'
import { describeKvmVgpu } from '@/emulator/layouts/kvm-vgpu'
import { HostPage } from './pages/host-page'
import { E2E_URL } from './support/addresses'
import { openClientAs, readCookie } from './support/client'
import { describeAnew, ingest, writeDelivery } from './support/own-host'
import { expect, test } from './support/test'

const slug = 'kvm-f06'
const refused = { data: { code: 'FORBIDDEN' } }
const rawAddress = `${E2E_URL}/api/hosts/${slug}/raw/virsh-domains`

/** Whoever sees hosts sees the same of what runs on them; only what they may do there differs. */
const readers = [
  { role: 'operator', mayAct: true },
  { role: 'viewer', mayAct: false },
  { role: 'auditor', mayAct: false },
] as const

for (const { role, mayAct } of readers) {
  test.describe(role, () => {
    test.use({ role })
    test(`a person who is ${role} sees the machines that run without Berth with their GPUs, and ${mayAct ? 'may act on the host' : 'nothing to act with'}`, async ({
      page,
    }) => {
      const host = new HostPage(page, slug)
      await host.open('/occupancy')
      const rows = page.getByRole('table', { name: 'Virtual machines' }).locator('tbody').getByRole('row')
      await expect(rows).toHaveCount(2)
      const train = rows.filter({ hasText: 'train-01' })
      const render = rows.filter({ hasText: 'render-02' })
      for (const row of [train, render]) await expect(row).toContainText('foreign')
      expect(await readGpus(train)).toEqual(['0000:c1:00.0 whole, by passthrough'])
      expect(await readGpus(render)).toEqual(['0000:01:00.0 vGPU', '0000:41:00.0 vGPU'])
      await expect(train).toContainText('36-39,100-103')
      await expect(page.getByText('2 virtual machines hold capacity here.')).toBeVisible()
      await expect(host.panel('vGPUs without a known machine')).toContainText('None: the tools looked.')
      // The GPU that was handed on whole answers nobody on the host: three do not speak for the fourth.
      await expect(host.panel('GPU processes')).toContainText('Nobody told, which is not that there are none')

      // What the machines are told by is there for the same eyes, as it came.
      const raw = await fetch(rawAddress, { headers: { cookie: readCookie(role) } })
      expect(raw.status).toBe(200)
      expect(await raw.text()).toContain('<name>train-01</name>')

      const actions = page.getByRole('button', { name: 'Assign pool' })
      await expect(actions).toHaveCount(mayAct ? 1 : 0)
      await expect(page.getByRole('link', { name: 'Upload outputs' })).toHaveCount(mayAct ? 1 : 0)
      if (mayAct) return
      const allocationId = await findMachine('train-01')
      await expect(openClientAs(role).tokens.createGuest.mutate({ allocationId })).rejects.toMatchObject(
        refused,
      )
    })
  })
}

for (const role of ['tenantAdmin', 'tenantMember'] as const) {
  test(`a person who is ${role} is told nothing of what runs on a host, also of their own machine: no list, no fact, no raw output`, async () => {
    const { id: hostId } = await openClientAs('admin').hosts.get.query({ slug })
    const client = openClientAs(role)
    const asked = [
      client.hosts.allocations.query({ hostId }),
      client.hosts.facts.query({ slug }),
      client.hosts.raw.query({ slug, tool: 'virsh-domains' }),
    ]
    const answers = await Promise.allSettled(asked)
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    for (const ask of asked) await expect(ask).rejects.toMatchObject(refused)
    const raw = await fetch(rawAddress, { headers: { cookie: readCookie(role) } })
    expect(raw.status).toBe(403)
    expect(await raw.text()).not.toContain('train-01')
  })
}

test.describe('a guest', () => {
  test.use({ role: 'operator' })
  test('a machine that reports from within is joined to what its host tells of it, adds no GPU, and may speak for nothing else', async ({
    page,
  }) => {
    const client = openClientAs('operator')
    const { gpuCount } = await client.hosts.get.query({ slug })
    const allocationId = await findMachine('train-01')
    const made = await client.tokens.createGuest.mutate({ allocationId })
    expect(made.lines.curl).toContain('--guest')

    // Its own disk holds the token; the machine is as its host describes it, down to the UUID of its board.
    const model = describeKvmVgpu({ stage: 2, tick: 0 })
    const domain = model.domains?.find(({ name }) => name === 'train-01')
    if (!domain) throw new Error('the layout has no train-01')
    const anew = describeAnew(model, 'train-01')
    const layout = { ...anew, machine: { ...anew.machine, productUuid: domain.uuid } }
    for (const kind of ['full', 'pulse'] as const) {
      const answer = await ingest(made.secret, await writeDelivery({ layout, sequence: 1, kind }))
      expect(answer.status, kind).toBe(403)
      expect(await answer.json(), kind).toMatchObject({ code: 'guestReportsOnly' })
    }
    const reported = await ingest(made.secret, await writeDelivery({ layout, sequence: 1, kind: 'guest' }))
    expect(reported.status).toBe(200)

    await new HostPage(page, slug).open('/occupancy')
    const row = page.getByRole('table', { name: 'Virtual machines' }).getByRole('row', { name: /train-01/ })
    await expect(row).toContainText('reports as')
    await row.getByRole('link', { name: 'train-01' }).click()
    await page.waitForURL('**/hosts/train-01')
    const guest = new HostPage(page, 'train-01')
    await expect(guest.heading).toBeVisible()
    await expect(guest.fact('Machine')).toContainText('Guest of a hypervisor')
    expect(await client.hosts.get.query({ slug: 'train-01' })).toMatchObject({ runsOn: { slug }, gpus: [] })
    expect((await client.hosts.get.query({ slug })).gpuCount).toBe(gpuCount)
  })
})

/** The GPUs that a row holds, each with how. */
async function readGpus(row: ReturnType<Page['getByRole']>): Promise<string[]> {
  const items = await row.getByRole('listitem').allInnerTexts()
  return items.map((text) => /0000:.*/s.exec(text.replaceAll(/\s+/g, ' '))?.[0].trim() ?? text)
}

async function findMachine(name: string): Promise<string> {
  const client = openClientAs('admin')
  const { id: hostId } = await client.hosts.get.query({ slug })
  const { items } = await client.hosts.allocations.query({ hostId })
  const machine = items.find((item) => item.name === name)
  if (!machine) throw new Error(`${slug} has no ${name}`)
  return machine.id
}
