import type { Page } from '@playwright/test'
import { pressAndClose } from './pages/press-and-close'
import { E2E_URL } from './support/addresses'
import { openClient, openClientAs } from './support/client'
import { PASSWORD, PEOPLE } from './support/people'
import { expect, test } from './support/test'

test('an API key is shown once, opens what its scopes say and nothing else, and is refused once revoked', async ({
  page,
}) => {
  await page.goto('/settings/tokens')
  await page.getByRole('button', { name: 'Create an API key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create an API key' })
  await dialog.getByLabel('Name', { exact: true }).fill('prometheus')
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByRole('checkbox', { name: /^estate:read/ }).check()
  await dialog.getByRole('checkbox', { name: /^host:read/ }).check()
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  const made = page.getByRole('dialog', { name: 'The API key is made' })
  const secret = await made.getByLabel('API key', { exact: true }).innerText()
  await pressAndClose(made, 'Done')
  await expect(page.getByText(secret)).toHaveCount(0)

  const authorization = `Bearer ${secret}`
  const client = openClient({ authorization })
  const scrape = () => fetch(`${E2E_URL}/metrics`, { headers: { authorization } })
  const metrics = await scrape()
  expect(metrics.status).toBe(200)
  expect(await metrics.text()).toMatch(/^berth_hosts\{/m)
  expect((await client.hosts.list.query({ search: 'hgx-a01' })).items.map(({ slug }) => slug)).toEqual([
    'hgx-a01',
  ])
  await expect(client.audit.list.query({})).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } })
  expect((await fetch(`${E2E_URL}/metrics`)).status).toBe(401)

  const row = page.getByRole('row').filter({ hasText: 'prometheus' }).first()
  await expect(row).toContainText('Live')
  await row.getByRole('button', { name: /^Revoke prometheus/ }).click()
  const question = page.getByRole('alertdialog', { name: /^Revoke prometheus/ })
  await expect(question).toContainText('refused from the next request on')
  await pressAndClose(question, 'Revoke')
  await expect(row).toContainText('Revoked')
  expect((await scrape()).status).toBe(401)
  await expect(client.hosts.list.query({})).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } })
})

test('a role is given and taken away with a reason and counts at once; the last administrator stays one', async ({
  page,
  complaints,
}) => {
  complaints.allow(/status of (409|422)/)
  const admin = openClientAs('admin')
  const { userId } = await admin.users.invite.mutate({
    name: 'Gil Grant',
    email: 'gil@berth.example',
    grants: [],
  })
  await openUser(page, 'Gil Grant')
  await expect(page.getByText('No role yet').first()).toBeVisible()

  await page.getByRole('button', { name: 'Add a role' }).click()
  const add = page.getByRole('dialog', { name: 'Add a role to Gil Grant' })
  await add.getByLabel('Role', { exact: true }).selectOption({ label: 'Tenant member' })
  await add.getByRole('button', { name: 'Add the role' }).click()
  await expect(add.getByLabel('Over')).toHaveAttribute('aria-invalid', 'true')
  await add.getByLabel('Over').selectOption({ label: 'Tenant vision-lab (Vision Lab)' })
  await add.getByLabel('Reason').fill('joins the lab')
  await pressAndClose(add, 'Add the role')
  const held = page.getByRole('list', { name: 'Roles held' }).getByRole('listitem')
  await expect(held).toHaveText([/Tenant member of Vision Lab/])

  await held.getByRole('button', { name: /^Take away/ }).click()
  const take = page.getByRole('alertdialog', { name: 'Take a role away from Gil Grant?' })
  await expect(take.getByRole('row').filter({ hasText: 'Roles' })).toContainText(
    /Tenant member of Vision Lab.*No role yet/,
  )
  await pressAndClose(take, 'Take the role away')
  await expect(held).toHaveCount(0)
  const { items } = await admin.users.list.query({ search: 'gil@berth.example' })
  expect(items.map(({ id, grants }) => ({ id, grants }))).toEqual([{ id: userId, grants: [] }])

  await openUser(page, PEOPLE.admin.name)
  await held
    .filter({ hasText: 'Administrator' })
    .getByRole('button', { name: /^Take away/ })
    .click()
  const last = page.getByRole('alertdialog')
  await last.getByRole('button', { name: 'Take the role away' }).click()
  await expect(last.getByRole('alert')).toContainText(/administrator/i)
  await pressAndClose(last, 'Cancel')
  await expect(held.filter({ hasText: 'Administrator' })).toHaveCount(1)
})

test('a pool and a tenant are made under names of their own, and a host is put into the pool', async ({
  page,
  complaints,
}) => {
  complaints.allow(/status of 409/)
  await page.goto('/settings/scopes')
  await page.getByRole('button', { name: 'Create a pool' }).click()
  const pool = page.getByRole('dialog', { name: 'Create a pool' })
  await pool.getByLabel('Name', { exact: true }).fill('Night Training')
  await pool.getByLabel('Class').selectOption({ label: 'Training: whole hosts and gangs' })
  await pressAndClose(pool, 'Create the pool')
  const pools = page.getByRole('table', { name: 'pools' })
  await expect(pools.getByRole('row').filter({ hasText: 'night-training' })).toContainText('Observe')

  await page.getByRole('button', { name: 'Create a tenant' }).click()
  const tenant = page.getByRole('dialog', { name: 'Create a tenant' })
  await tenant.getByLabel('Name', { exact: true }).fill('Vision Lab')
  await tenant.getByRole('button', { name: 'Create the tenant' }).click()
  // The id that its name suggests is taken; what was typed stays, and another one does.
  await expect(tenant.getByRole('alert')).toBeVisible()
  await tenant.getByLabel('Id', { exact: true }).fill('vision-lab-two')
  await pressAndClose(tenant, 'Create the tenant')
  const tenants = page.getByRole('table', { name: 'tenants' })
  await expect(tenants.getByRole('row').filter({ hasText: 'vision-lab-two' })).toHaveCount(1)

  await page.goto('/hosts/a30-c03')
  await page.getByRole('button', { name: 'Assign pool' }).click()
  const assign = page.getByRole('alertdialog')
  await assign.getByRole('combobox').selectOption({ label: 'night-training · training · observe' })
  await pressAndClose(assign, 'Assign pool')
  await expect(page.getByRole('main').getByText(/in pool night-training/)).toBeVisible()
  await page.goto('/settings/scopes')
  await expect(
    pools.getByRole('row').filter({ hasText: 'night-training' }).getByRole('link', { name: '1' }),
  ).toBeVisible()
})

test('a person sees where they are signed in and ends a session, which ends at once', async ({
  page,
  browser,
}) => {
  const address = { 'x-forwarded-for': '203.0.113.20' }
  const elsewhere = await browser.newContext({
    baseURL: E2E_URL,
    extraHTTPHeaders: { origin: E2E_URL, ...address },
  })
  const signIn = await elsewhere.request.post('/api/auth/sign-in/email', {
    data: { email: PEOPLE.admin.email, password: PASSWORD },
  })
  expect(signIn.status()).toBe(200)
  expect((await elsewhere.request.get('/api/csv/hosts')).status()).toBe(200)

  await page.goto('/settings/account')
  await expect(page.getByRole('table', { name: 'Profile' })).toContainText('Administrator of everything')
  const sessions = page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
  await expect(sessions.filter({ hasText: 'This one' })).toHaveCount(1)
  const other = sessions.filter({ hasText: '203.0.113.20' })
  await other.getByRole('button', { name: /^End the session/ }).click()
  await pressAndClose(page.getByRole('alertdialog', { name: 'End this session?' }), 'End the session')
  await expect(other).toHaveCount(0)
  expect((await elsewhere.request.get('/api/csv/hosts')).status()).toBe(401)
  await elsewhere.close()
})

async function openUser(page: Page, name: string): Promise<void> {
  await page.goto(`/settings/users?q=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}
