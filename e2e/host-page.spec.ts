import { HostPage } from './pages/host-page'
import { expect, test } from './support/test'

/** As it is seen: a printed page has the absolute time beside it. */
const age = /^\d+ (s|min|h)$/
const asSeen = { useInnerText: true }

test('an HGX host shows each fact with source and age, its topology down to the links, and eight proved GPUs', async ({
  page,
}) => {
  const host = new HostPage(page, 'hgx-a01')
  await host.open()
  const cells = (fact: string) => host.fact(fact).getByRole('cell')
  await expect(cells('Operating system')).toHaveText([/^Ubuntu 24\.04/, '/etc/os-release', age], asSeen)
  await expect(cells('Sockets')).toHaveText(['2', 'lscpu -J', age], asSeen)
  await expect(cells('CUDA')).toHaveText(['13.0', 'nvidia-smi -q -x', age], asSeen)
  await expect(cells('Product')).toHaveText(['SYS-821GE-TNHR', 'DMI (sysfs)', age], asSeen)
  await expect(cells('Asset tag').first()).toContainText('unknown')
  await expect(page.getByRole('table', { name: 'NUMA nodes' }).getByRole('row')).toHaveCount(1 + 2)
  // Of the tools that this host has none is left out, and those it lacks are folded away.
  const tools = page.getByRole('table', { name: /^Tools: / })
  await expect(tools.getByRole('link', { name: 'lspci -vvv -nn -D' })).toHaveCount(1)
  await expect(tools.getByRole('link', { name: 'fabric manager' })).toHaveCount(1)
  await expect(page.getByText(/never delivered$/).first()).toBeVisible()

  await host.goToTab('Topology')
  for (const node of [0, 1]) {
    const panel = host.panel(`NUMA node ${node}`)
    await expect(panel).toContainText('56 cores, 112 threads')
    await expect(panel.getByRole('meter')).toHaveCount(1)
    const devices = panel.getByRole('list', { name: `PCIe devices of NUMA node ${node}` })
    await expect(devices.getByText(/^GPU \d$/)).toHaveCount(4)
    await expect(devices.getByText(/bridge /).first()).toBeAttached()
  }
  const matrix = page.getByRole('table', { name: 'GPU link matrix' })
  await expect(matrix.getByRole('row')).toHaveCount(1 + 8 + 8)
  await expect(matrix.getByRole('cell', { name: 'NV18', exact: true })).toHaveCount(8 * 7)
  await expect(matrix.getByRole('cell', { name: 'self', exact: true })).toHaveCount(16)

  await host.goToTab('GPUs')
  await expect(host.panel(/^GPU \d · NVIDIA H100/)).toHaveCount(8)
  await expect(page.getByText('proved', { exact: true })).toHaveCount(8)
  const degraded = host.panel(/^GPU 5 ·/)
  await expect(degraded).toContainText('×8')
  await expect(degraded.getByRole('row').filter({ hasText: 'UUID' }).first()).toContainText('GPU-')

  await host.goToTab('PCI')
  const functions = page.getByRole('table', { name: 'PCI functions' })
  await page.getByRole('searchbox', { name: 'Search PCI functions' }).fill('ConnectX')
  await expect(functions.locator('tbody').getByRole('row')).toHaveCount(8)
})

test('GPUs that are held for guests have no UUID and are shown as provisional', async ({ page }) => {
  const host = new HostPage(page, 'vfio-e05')
  await host.open('/gpus')
  await expect(host.panel(/^GPU/)).toHaveCount(4)
  await expect(page.getByText('provisional', { exact: true })).toHaveCount(4)
  await expect(page.getByText('proved', { exact: true })).toHaveCount(0)
  await host.goToTab('Facts')
  await expect(host.fact('Kind')).toContainText('every GPU is bound to vfio-pci')
})

test('a link at half its width is a finding with numbers, evidence and what to do', async ({ page }) => {
  const host = new HostPage(page, 'l40s-b02')
  await host.open('/findings')
  const finding = page.getByRole('article', { name: /PCIe link runs ×8 of ×16/ })
  await expect(finding).toHaveCount(1)
  await expect(finding).toContainText('warning')
  await expect(finding).toContainText(/by (sysfs PCI devices|nvidia-smi -q -x|lspci -vvv -nn -D)/)
  await expect(finding).toContainText('reseat the GPU')

  // The list of all findings leads to this one.
  await page.goto('/findings?state=open&q=l40s')
  await page.getByRole('link', { name: /PCIe link runs ×8 of ×16/ }).click()
  await page.waitForURL('**/hosts/l40s-b02/findings?finding=*')
  await expect(finding).toBeVisible()
})

test('any two deliveries of a host can be compared', async ({ page }) => {
  const host = new HostPage(page, 'hgx-a01')
  await host.open('/history')
  const deliveries = page.getByRole('table', { name: 'Deliveries' }).locator('tbody').getByRole('row')
  await expect(deliveries).toHaveCount(3)
  await deliveries
    .nth(2)
    .getByRole('radio', { name: /^Before/ })
    .check()
  await deliveries
    .nth(1)
    .getByRole('radio', { name: /^After/ })
    .check()
  const newest = await deliveries
    .nth(0)
    .getByRole('radio', { name: /^After/ })
    .getAttribute('value')
  await page.getByRole('link', { name: 'Compare the two' }).click()
  await page.waitForURL('**/history/diff?*')
  const changes = page.getByRole('table', { name: 'Facts of hgx-a01 that changed' })
  const driver = changes.getByRole('row').filter({ hasText: 'driver.version' })
  await expect(driver.getByRole('deletion')).toHaveText('580.82.07')
  await expect(driver.getByRole('insertion')).toHaveText('580.95.05')
  const count = Number(
    /^(\d+) facts? changed/.exec(await page.getByRole('heading', { level: 2 }).innerText())?.[1],
  )
  await expect(changes.locator('tbody').getByRole('row')).toHaveCount(count)

  // The link's width changed only later; choosing the newest delivery shows it.
  await expect(changes).not.toContainText('×')
  await page.getByLabel('After').selectOption(newest)
  await expect(page).toHaveURL(/after=/)
  await expect(changes.getByRole('row').filter({ hasText: /width/i }).first()).toBeVisible()
  await page.goBack()
  await expect(driver).toBeVisible()
})
