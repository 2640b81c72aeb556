import { readFileSync } from 'node:fs'
import { describeNoGpu } from '@/emulator/layouts/no-gpu'
import { HostsPage } from './pages/hosts-page'
import { deliver, enrolOwnHost } from './support/own-host'
import { expect, test } from './support/test'

test('the list of hosts is searched, filtered and sorted in its address, and shows the columns that one chose', async ({
  page,
}) => {
  const hosts = new HostsPage(page)
  await hosts.open()
  await expect(page.getByText(/\d+ hosts: \d+ fresh/)).toBeVisible()
  await expect(hosts.row('hgx-a01')).toContainText('8 × NVIDIA H100')
  await expect(hosts.row('cpu-d04')).toContainText('none')
  await expect(hosts.row('hgx-a01')).toContainText('580.95.05')

  await page.keyboard.press('/')
  await page.keyboard.type('A30')
  await expect(hosts.rows).toHaveCount(1)
  await page.waitForURL('**/hosts?q=A30')
  await page.reload()
  await expect(hosts.search).toHaveValue('A30')
  await expect(hosts.rows).toHaveCount(1)
  await hosts.search.press('Escape')
  await expect(hosts.rows).not.toHaveCount(1)

  await hosts.filter('With open findings')
  await page.waitForURL('**/hosts?withFindings=true')
  await expect(hosts.row('l40s-b02')).toBeVisible()
  await expect(hosts.row('cpu-d04')).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove the filter Findings' }).click()
  await expect(hosts.row('cpu-d04')).toBeVisible()

  const byGpus = page.getByRole('columnheader', { name: 'GPUs' })
  await byGpus.getByRole('button').click()
  await expect(byGpus).toHaveAttribute('aria-sort', 'ascending')
  await byGpus.getByRole('button').click()
  await page.waitForURL('**/hosts?sort=-gpuCount')
  await expect(byGpus).toHaveAttribute('aria-sort', 'descending')
  await expect(hosts.rows.first()).toContainText('8 × ')
  const counts = await hosts.column('GPUs')
  expect(counts.length).toBeGreaterThan(4)
  const numbers = counts.map((text) => (text === 'none' ? 0 : Number.parseInt(text, 10)))
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Kernel' }).uncheck()
  await page.getByRole('checkbox', { name: 'Host name' }).check()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Kernel' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Host name' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Kernel' })).toHaveCount(0)
})

test('j, k and Enter walk the list of hosts and open one', async ({ page }) => {
  const hosts = new HostsPage(page)
  await hosts.open('?sort=-gpuCount')
  await expect(hosts.rows.first()).toContainText('8 × ')
  const slugs = await hosts.column('Host')
  await page.keyboard.press('j')
  await expect(hosts.rows.nth(0)).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(hosts.rows.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/hosts/${slugs[1]}`)
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.waitForURL('**/hosts')
})

test('the CSV holds the rows that the list shows, and no cell of it is a formula', async ({ page }) => {
  const name = '=HYPERLINK("http://evil.example","x")'
  const { slug, token, layout } = await enrolOwnHost(describeNoGpu({ stage: 0, tick: 0 }), name)
  await deliver(token, { layout, sequence: 1 })
  expect(slug).toBe('hyperlink-http-evil-example-x')

  const hosts = new HostsPage(page)
  await hosts.open('?sort=-slug')
  await expect(hosts.row(slug)).toBeVisible()
  const shown = await hosts.column('Host')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('berth-hosts.csv')
  const [header, ...lines] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\n')
  expect(header).toContain('slug,hostname,state')
  expect(lines).toHaveLength(shown.length)
  // The slug is its own cell in each line, in the order of the list.
  expect(lines.map((line, index) => line.includes(shown[index] ?? '?'))).toEqual(lines.map(() => true))
  const own = lines.find((line) => line.includes(slug))
  expect(own).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`)
  await hosts.row(slug).getByRole('link', { name: slug }).click()
  await expect(page.getByRole('rowheader', { name: 'Host name' })).toBeVisible()
})
