import { writeBundleFiles } from '@/emulator/bundle'
import { describeL40sPair } from '@/emulator/layouts/l40s-pair'
import { HostPage } from './pages/host-page'
import { describeAnew } from './support/own-host'
import { expect, test } from './support/test'

const markup = '<img src=x onerror="window.wasRun=true">'

test('files that somebody brings make a new host; a bad one is refused with its line, loses nothing, and can be sent again', async ({
  page,
  complaints,
}) => {
  complaints.allow(/status of 422/)
  // A name has no spaces, and needs none to be markup.
  const hostname = '<b>bold</b><svg/onload=window.wasRun=true>'
  const layout = describeAnew(describeL40sPair({ stage: 0, tick: 0 }), hostname)
  const texts = writeBundleFiles(layout, { bundleId: 'unused', sequence: 1, collectedAt: 0 })
  const file = (name: string, as = name) => ({
    name: as,
    mimeType: 'text/plain',
    buffer: Buffer.from(texts.get(name) ?? ''),
  })
  const whole = texts.get('nvidia-smi-q-x.xml') ?? ''
  const broken = { ...file('nvidia-smi-q-x.xml'), buffer: Buffer.from(whole.slice(0, 4000)) }

  await page.goto('/hosts')
  await page.getByRole('link', { name: 'Upload by hand' }).click()
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByText('Say which host the files are from.')).toBeVisible()
  await expect(page.getByText('Choose at least one file.')).toBeVisible()

  const choose = page.getByLabel(/^Choose files/)
  const chosen = page.getByRole('list', { name: 'Chosen files' }).getByRole('listitem')
  const fates = page.getByRole('table', { name: 'What became of each file' })
  await page.getByRole('radio', { name: 'A new host' }).check()
  await page.getByLabel('Name of the new host').fill(hostname)
  await choose.setInputFiles([broken])
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('None of these files could be read')
  await expect(fates.getByRole('row').filter({ hasText: 'nvidia-smi -q -x' })).toContainText(
    /refused.*line \d+:/,
  )
  // Nothing of what was typed and chosen is lost, and no host was made.
  await expect(page.getByLabel('Name of the new host')).toHaveValue(hostname)
  await expect(chosen).toHaveCount(1)

  await choose.setInputFiles([
    file('lscpu.json'),
    file('lspci.txt'),
    file('sysfs-pci.txt'),
    file('uname.txt', `${markup}.txt`),
    { name: `${markup}.bin`, mimeType: 'text/plain', buffer: Buffer.from([0, 1, 2, 254, 255]) },
  ])
  await expect(chosen).toHaveCount(6)
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByText('4 taken, 0 kept as they were, 2 refused.')).toBeVisible()
  await expect(fates.getByRole('row').filter({ hasText: `${markup}.bin` })).toContainText('refused')

  // The good file again, alone: the host is chosen already.
  await choose.setInputFiles([file('nvidia-smi-q-x.xml')])
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByText('1 taken, 0 kept as they were, 0 refused.')).toBeVisible()
  await page.getByRole('link', { name: /^Open / }).click()
  await page.waitForURL('**/hosts/b-bold-b-*')
  const host = new HostPage(page, page.url().split('/').at(-1) ?? '')
  await expect(host.heading).toBeVisible()
  await expect(host.fact('Host name').getByRole('cell').first()).toContainText('<b>bold</b>')
  await expect(host.fact('CUDA')).toContainText('13.0')
  await expect(page.getByRole('table', { name: 'Tools: PCI' })).toContainText('a person')
  await host.goToTab('GPUs')
  await expect(host.panel(/^GPU \d · NVIDIA L40S/)).toHaveCount(4)
  await host.goToTab('History')
  await expect(page.getByRole('table', { name: 'Deliveries' }).locator('tbody').getByRole('row')).toHaveCount(
    2,
  )

  await page.goto(`/audit?action=host.upload`)
  await page
    .getByRole('link', { name: /^host.upload, entry/ })
    .last()
    .click()
  await expect(page.getByRole('dialog')).toContainText('<img src=x onerror=')
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
  expect(await page.locator('img').count()).toBe(0)
})

test.describe('an operator', () => {
  test.use({ role: 'operator' })
  test('a file that was cut off among good ones is refused by name, line and reason; the good ones count, and what was known of it stays, marked stale', async ({
    page,
  }) => {
    const hostname = 'brought-01'
    const layout = describeAnew(describeL40sPair({ stage: 0, tick: 0 }), hostname)
    const texts = writeBundleFiles(layout, { bundleId: 'unused', sequence: 1, collectedAt: 0 })
    const read = (name: string) => {
      const text = texts.get(name)
      if (text === undefined) throw new Error(`the emulator writes no ${name}`)
      return text
    }
    const file = (name: string, text = read(name)) => {
      return { name, mimeType: 'text/plain', buffer: Buffer.from(text) }
    }
    const fates = page.getByRole('table', { name: 'What became of each file' })
    const choose = page.getByLabel(/^Choose files/)
    await page.goto('/hosts/upload')
    await page.getByRole('radio', { name: 'A new host' }).check()
    await page.getByLabel('Name of the new host').fill(hostname)
    await choose.setInputFiles(
      ['uname.txt', 'lscpu.json', 'lspci.txt', 'lstopo.xml', 'nvidia-smi-q-x.xml'].map((name) => file(name)),
    )
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await expect(page.getByText('5 taken, 0 kept as they were, 0 refused.')).toBeVisible()

    const smi = read('nvidia-smi-q-x.xml')
    const cutSmi = smi.slice(0, Math.floor(smi.length / 3))
    const cutLstopo = read('lstopo.xml').slice(0, 5000)
    await choose.setInputFiles([
      file('uname.txt', read('uname.txt').replace(layout.kernel.release, '6.8.0-93-generic')),
      file('nvidia-smi-q-x.xml', cutSmi),
      file('lstopo.xml', cutLstopo),
      file('numactl.txt'),
    ])
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await expect(page.getByText('2 taken, 0 kept as they were, 2 refused.')).toBeVisible()
    const refused = fates.getByRole('row').filter({ hasText: 'refused' })
    await expect(refused).toHaveCount(2)
    for (const { name, text } of [
      { name: 'nvidia-smi -q -x', text: cutSmi },
      { name: 'lstopo --of xml', text: cutLstopo },
    ]) {
      const line = text.split('\n').length
      await expect(refused.filter({ hasText: name })).toContainText(new RegExp(`line ${line}: .{10,}`))
    }

    await page.getByRole('link', { name: `Open ${hostname}` }).click()
    const host = new HostPage(page, hostname)
    await expect(host.heading).toBeVisible()
    await expect(host.fact('Kernel')).toContainText('6.8.0-93-generic')
    const stale = page.getByRole('status').filter({ hasText: /gave output that was refused \(line \d+: / })
    await expect(stale.filter({ hasText: 'nvidia-smi -q -x' })).toHaveCount(1)
    await expect(stale.filter({ hasText: 'lstopo --of xml' })).toHaveCount(1)
    await expect(host.fact('CUDA')).toContainText('13.0')
    await expect(host.fact('CUDA')).toContainText('(stale)')
    await host.goToTab('GPUs')
    await expect(host.panel(/^GPU \d · NVIDIA L40S/)).toHaveCount(4)
    // The output behind a stale fact is the one that it was read from, to the byte, not the one that was refused.
    const raw = await page.request.get(`/api/hosts/${hostname}/raw/nvidia-smi-q-x`)
    expect(raw.status()).toBe(200)
    expect(await raw.text()).toBe(smi)
  })
})
