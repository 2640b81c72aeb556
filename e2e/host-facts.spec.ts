import { writeBundleFiles } from '@/emulator/bundle'
import { describeL40sPair } from '@/emulator/layouts/l40s-pair'
import { HostPage } from './pages/host-page'
import { deliver, describeAnew, enrolOwnHost } from './support/own-host'
import { expect, test } from './support/test'

test('a fact leads to what every tool said of it, and from there to the line of the output that says it', async ({
  page,
}) => {
  const host = new HostPage(page, 'hgx-a01')
  await host.open()
  await expect(host.fact('Version').getByRole('link', { name: 'nvidia-smi -q -x' })).toBeVisible()
  await host.fact('Version').getByRole('link', { name: 'What every tool said: Version' }).click()
  await page.waitForURL('**/sources?*')

  const claims = page.getByRole('dialog').getByRole('table', { name: 'What each tool said' })
  await expect(claims.locator('tbody').getByRole('row').first()).toContainText('580.95.05')
  await expect(claims.locator('tbody').getByRole('row').first()).toContainText('goes by this')
  await expect(claims.getByText('agrees', { exact: true }).first()).toBeVisible()
  await claims.getByRole('link', { name: 'Raw output of nvidia-smi -q -x' }).click()

  await page.waitForURL('**/raw/nvidia-smi-q-x?find=580.95.05')
  const output = page.getByRole('region', { name: 'Output of nvidia-smi -q -x' })
  await expect(output.locator('mark[aria-current]')).toHaveText('580.95.05')
  await expect(output.locator('mark[aria-current]')).toBeInViewport()

  const find = page.getByRole('searchbox', { name: 'Find in this output' })
  await page.keyboard.press('Control+f')
  await expect(find).toBeFocused()
  await find.fill('<product_name>')
  await expect(page.getByText('1 of 8', { exact: true })).toBeVisible()
  await find.press('Enter')
  await expect(page.getByText('2 of 8', { exact: true })).toBeVisible()
  await find.press('Shift+Enter')
  await find.press('Shift+Enter')
  await expect(page.getByText('8 of 8', { exact: true })).toBeVisible()
  await expect(output.locator('mark[aria-current]')).toBeInViewport()
  await expect(page).toHaveURL(/find=%3Cproduct_name%3E/)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('hgx-a01-nvidia-smi-q-x.txt')
})

test('the facts of a host are searched and narrowed, and the view is in the address', async ({ page }) => {
  const host = new HostPage(page, 'hgx-a01')
  await host.open('/sources')
  const rows = page.getByRole('table', { name: 'facts and their sources' }).locator('tbody').getByRole('row')
  await expect(rows.first()).toBeVisible()
  await page.getByRole('radio', { name: 'Unknown' }).check({ force: true })
  await expect(page).toHaveURL(/show=unknown/)
  await page.getByRole('searchbox', { name: 'Search the facts' }).fill('system.')
  await expect(page).toHaveURL(/q=system/)
  const assetTag = rows.filter({ hasText: 'chassis asset tag' })
  await expect(assetTag).toHaveCount(1)
  await expect(assetTag).toContainText('nobody')
  await page.reload()
  await expect(assetTag).toHaveCount(1)
  await assetTag.getByRole('link').click()
  await expect(page.getByRole('dialog')).toContainText('DMI (sysfs) ran and did not tell')
})

test('tools that disagree are shown side by side, and what a host prints is never more than text', async ({
  page,
  complaints,
}) => {
  // Output that nobody delivered is answered 404, of which the browser tells its console.
  complaints.allow(/status of 404/)
  const own = await enrolOwnHost(describeL40sPair({ stage: 0, tick: 0 }), 'two-words')
  const layout = describeAnew(own.layout, own.slug)
  const texts = writeBundleFiles(layout, { bundleId: 'unused', sequence: 1, collectedAt: 0 })
  const lscpu = String(texts.get('lscpu.json')).replace(/("Socket\(s\):",\s*"data": ")\d+/, '$17')
  expect(lscpu).not.toBe(texts.get('lscpu.json'))
  const markup = '<img src=x onerror="window.wasRun=true">'
  const release = `NAME="Ubuntu"\nID=ubuntu\nPRETTY_NAME='${markup}'\n`
  await deliver(own.token, {
    layout,
    sequence: 1,
    replaced: { 'lscpu.json': lscpu, 'os-release.txt': release },
  })

  const host = new HostPage(page, own.slug)
  await host.open()
  const sockets = host.fact('Sockets')
  await expect(sockets.getByRole('link', { name: '1 contradicts' })).toBeVisible()
  await page.goto(`/hosts/${own.slug}/sources?show=contradicted&q=sockets`)
  await page.getByRole('link', { name: /CPU.*sockets/ }).click()
  const claims = page.getByRole('dialog').getByRole('table', { name: 'What each tool said' })
  await expect(claims.getByRole('row').filter({ hasText: 'lscpu -J' })).toContainText('7')
  await expect(claims.getByRole('row').filter({ hasText: 'lstopo' })).toContainText('contradicts')
  await claims.getByRole('link', { name: 'Raw output of lscpu -J' }).click()
  await expect(page.locator('mark[aria-current]')).toHaveText('Socket(s)')

  await page.goto(`/hosts/${own.slug}/raw/os-release`)
  await expect(page.getByRole('region', { name: 'Output of /etc/os-release' })).toContainText(markup)
  await expect(page.getByRole('main').locator('img')).toHaveCount(0)
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)

  await page.goto(`/hosts/${own.slug}/raw/amd-smi`)
  await expect(page.getByText('No output of amd-smi --json is kept')).toBeVisible()
})

test('what runs on a host without Berth is listed with what it holds, down to the GPU', async ({ page }) => {
  const host = new HostPage(page, 'kvm-f06')
  await host.open('/occupancy')
  const machines = page.getByRole('table', { name: 'Virtual machines' })
  const train = machines.getByRole('row').filter({ hasText: 'train-01' })
  await expect(train).toContainText('foreign')
  await expect(train).toContainText('whole, by passthrough')
  await expect(train).toContainText('vision-lab')
  await expect(machines.getByRole('row').filter({ hasText: 'render-02' })).toContainText('vGPU')
  await train.getByRole('link', { name: /c1:00\.0|0000:/ }).click()
  await page.waitForURL('**/gpus#gpu-*')
  const holders = page.getByRole('region', { name: 'Held by' }).filter({ hasText: 'train-01' })
  await expect(holders).toHaveCount(1)
  await expect(holders).toBeInViewport()

  const other = new HostPage(page, 'hgx-a01')
  await other.open('/occupancy')
  await expect(other.panel('Virtual machines')).toContainText('Nobody told, which is not that there are none')
  await expect(
    page.getByRole('table', { name: 'GPU processes' }).locator('tbody').getByRole('row'),
  ).toHaveCount(6)
})

test('a GPU in MIG mode shows its slices, its instances and what would still fit', async ({ page }) => {
  const host = new HostPage(page, 'a30-c03')
  await host.open('/gpus')
  const second = host.panel(/^GPU 1 ·/)
  const slices = second.getByRole('list', { name: /Memory slices/ }).getByRole('listitem')
  await expect(slices.filter({ hasText: '2g.12gb' })).toHaveCount(1)
  await expect(slices.filter({ hasText: 'would fit' })).not.toHaveCount(0)
  const instances = second.getByRole('table', { name: /GPU instances/ })
  await expect(instances.locator('tbody').getByRole('row')).toHaveCount(2)
})
