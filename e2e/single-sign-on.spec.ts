import type { Page } from '@playwright/test'
import { ConsoleShell } from './pages/console-shell'
import { SignInPage } from './pages/sign-in-page'
import { E2E_URL } from './support/addresses'
import { openClientAs } from './support/client'
import { expect, expectAccessible, test } from './support/test'

test.use({ role: null })

test.beforeEach(async ({ page }) => {
  // The provider's pages ask for a font from afar.
  await page.route(
    (url) => url.hostname !== 'localhost',
    (route) => route.fulfill({ status: 204 }),
  )
})

test('somebody new comes in by single sign-on without a role, and into the console once an administrator gave one', async ({
  page,
}) => {
  await startSso(page, '?next=/findings')
  await answerProvider(page, 'nova')
  await page.waitForURL('**/no-role')
  await expect(page.getByRole('heading', { name: 'You have no role yet' })).toBeVisible()
  await expect(page.getByText('nova@sso.example')).toBeVisible()
  await expectAccessible(page)
  expect((await page.request.get('/api/csv/hosts')).status()).toBe(403)

  const admin = openClientAs('admin')
  const { items } = await admin.users.list.query({ search: 'nova@sso.example' })
  expect(items.map(({ signIn, grants }) => ({ signIn, grants }))).toEqual([{ signIn: 'sso', grants: [] }])
  const userId = items[0]?.id ?? ''
  await admin.users.grantRole.mutate({ userId, grant: { role: 'viewer', scope: { scope: 'global' } } })

  await page.getByRole('link', { name: 'Look again' }).click()
  await page.waitForURL(`${E2E_URL}/`)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()

  // Out of Berth, and in again: the provider still knows them.
  await new ConsoleShell(page).signOut()
  await page.waitForURL('**/sign-in')
  await startSso(page, '?next=/findings')
  await page.waitForURL('**/findings')
  await expect(page.getByRole('heading', { name: 'Findings' })).toBeVisible()
})

test('somebody who was invited and comes by single sign-on has the role of the invitation at once', async ({
  page,
}) => {
  await openClientAs('admin').users.invite.mutate({
    name: 'Iris Invited',
    email: 'iris@sso.example',
    grants: [{ role: 'auditor', scope: { scope: 'global' } }],
  })
  await startSso(page, '?next=/audit')
  await answerProvider(page, 'iris')
  await page.waitForURL('**/audit')
  await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Signed in as Iris Invited' })).toBeVisible()
})

test('somebody who turns back at the provider is told so and stays outside', async ({ page }) => {
  await startSso(page)
  await page.getByRole('link', { name: /Cancel/ }).click()
  await page.waitForURL('**/sign-in?*')
  await expect(new SignInPage(page).refusal).toContainText('did not let you in')
})

async function startSso(page: Page, query = ''): Promise<void> {
  await new SignInPage(page).open(query)
  await page.getByRole('button', { name: 'Sign in with Example SSO' }).click()
}

async function answerProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('the provider takes any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}
