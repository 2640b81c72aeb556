import { writeBundleFiles } from '@/emulator/bundle'
import { describeHgxH100 } from '@/emulator/layouts/hgx-h100'
import { ConsoleShell } from './pages/console-shell'
import { HostPage } from './pages/host-page'
import { deliver, enrolOwnHost } from './support/own-host'
import { expect, test } from './support/test'

const model = describeHgxH100({ stage: 1, tick: 0 })

test('an open page follows what its host reports, and holds still while it is paused', async ({ page }) => {
  const { slug, token, layout } = await enrolOwnHost(model, 'live-01')
  await deliver(token, { layout, sequence: 1 })
  const host = new HostPage(page, slug)
  const shell = new ConsoleShell(page)
  await host.open()
  await expect(shell.live).toContainText('Live')
  const kernel = host.fact('Kernel').getByRole('cell').first()
  await expect(kernel).toHaveText(layout.kernel.release)
  // Gone with the page, if it were loaded again.
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))

  const updated = { ...layout, kernel: { ...layout.kernel, release: '6.8.0-91-generic' } }
  await deliver(token, { layout: updated, sequence: 2 })
  await expect(kernel).toHaveText('6.8.0-91-generic')

  await shell.live.click()
  await expect(shell.live).toContainText('Paused')
  await deliver(token, { layout, sequence: 3 })
  // What another page is told at once, this one is not.
  const other = await page.context().newPage()
  await new HostPage(other, slug).open()
  await expect(new HostPage(other, slug).fact('Kernel')).toContainText(layout.kernel.release)
  await other.close()
  await expect(kernel).toHaveText('6.8.0-91-generic')
  await shell.live.click()
  await expect(kernel).toHaveText(layout.kernel.release)
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
})

test('output that was cut off is refused with its line and reason, and the facts before it stay, marked stale', async ({
  page,
}) => {
  const { slug, token, layout } = await enrolOwnHost(model, 'stale-01')
  await deliver(token, { layout, sequence: 1 })
  const host = new HostPage(page, slug)
  await host.open()
  await expect(host.fact('CUDA')).toContainText('13.0')
  const banner = page.getByRole('status').filter({ hasText: 'The facts of nvidia-smi -q -x are older' })
  await expect(banner).toHaveCount(0)

  const whole = writeBundleFiles(layout, { bundleId: 'unused', sequence: 2, collectedAt: 0 })
  const text = whole.get('nvidia-smi-q-x.xml') ?? ''
  const cut = text.slice(0, Math.floor(text.length / 2))
  const updated = { ...layout, kernel: { ...layout.kernel, release: '6.8.0-92-generic' } }
  await deliver(token, { layout: updated, sequence: 2, replaced: { 'nvidia-smi-q-x.xml': cut } })

  await expect(banner).toContainText(/gave output that was refused \(line \d+: .+\)\. They stay/)
  // What the other tools said is taken.
  await expect(host.fact('Kernel')).toContainText('6.8.0-92-generic')
  await expect(host.fact('CUDA')).toContainText('13.0')
  await expect(host.fact('CUDA')).toContainText('(stale)')
  await expect(page.getByRole('table', { name: 'Tools' }).getByText('facts stale')).toHaveCount(1)
  await host.goToTab('GPUs')
  await expect(host.panel(/^GPU \d · NVIDIA H100/)).toHaveCount(8)
  await host.goToTab('Findings')
  await expect(page.getByRole('article', { name: /its output was refused at line \d+/ })).toHaveCount(1)

  await deliver(token, { layout: updated, sequence: 3 })
  await host.goToTab('Facts')
  await expect(banner).toHaveCount(0)
  await expect(page.getByRole('table', { name: 'Tools' }).getByText('facts stale')).toHaveCount(0)
})
