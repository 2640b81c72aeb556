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
