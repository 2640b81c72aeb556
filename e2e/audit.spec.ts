import { readFileSync } from 'node:fs'
import { pressAndClose } from './pages/press-and-close'
import { openClientAs } from './support/client'
import { expect, test } from './support/test'

test('the audit log shows what was done by whom, from what to what and why, and can be filtered and taken along', async ({
  page,
}) => {
  const admin = openClientAs('admin')
  const { userId } = await admin.users.invite.mutate({
    name: 'Aud It',
    email: 'aud@berth.example',
    grants: [],
  })
  const reason = 'covers the night shift'
  await admin.users.grantRole.mutate({
    userId,
    grant: { role: 'operator', scope: { scope: 'global' } },
    reason,
  })

  await page.goto(`/audit?subject=${userId}`)
  const entries = page.getByRole('table', { name: 'audit entries' }).locator('tbody').getByRole('row')
  await expect(entries).toHaveCount(2)
  await expect(entries.nth(0)).toContainText(reason)
  await expect(entries.nth(0)).toContainText('Ada Admin')
  await expect(entries.nth(1)).toContainText('user.invite')
  await entries
    .nth(0)
    .getByRole('link', { name: /entry \d+$/ })
    .click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('row').filter({ hasText: 'Reason' })).toContainText(reason)
  const changes = dialog.getByRole('table', { name: 'What it changed' })
  await expect(changes.getByRole('insertion').filter({ hasText: 'operator' }).first()).toBeVisible()
  await page.reload()
  await expect(dialog).toContainText(reason)
  await pressAndClose(dialog, 'Back to the log')

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('dialog', { name: 'Filters' }).getByRole('checkbox', { name: 'Refused' }).check()
  await expect(page.getByText('Nothing matches the filters')).toBeVisible()
  await page.getByRole('dialog', { name: 'Filters' }).getByRole('checkbox', { name: 'Refused' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(entries).toHaveCount(2)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const [header, ...lines] = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n')
  expect(header).toContain('seq,at,actorKind,actor,action,outcome')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain(reason)

  // Written a moment ago, so outside an old range; the range is in the address.
  await page.goto(`/audit?subject=${userId}&from=2024-01-01T00:00:00.000Z&to=2024-01-02T00:00:00.000Z`)
  await expect(entries).toHaveCount(0)
  await page.getByRole('button', { name: /^Time range/ }).click()
  await page.getByRole('button', { name: 'Last hour' }).click()
  await page.waitForURL('**/audit?*range=1h')
  await expect(entries).toHaveCount(2)
})

test('an entry that is written while the log is open appears in it', async ({ page }) => {
  await page.goto('/audit?action=tenant.create')
  const rows = page.getByRole('table', { name: 'audit entries' }).locator('tbody').getByRole('row')
  await expect(rows.filter({ hasText: 'Tenant While Open' })).toHaveCount(0)
  await expect(page.getByRole('banner').getByRole('button', { name: /^Live/ })).toBeVisible()
  await openClientAs('admin').tenants.create.mutate({ name: 'Tenant While Open', slug: 'tenant-while-open' })
  await expect(
    rows.filter({ hasText: 'tenant-while-open' }).or(rows.filter({ hasText: 'Tenant While Open' })),
  ).toHaveCount(1)
})
