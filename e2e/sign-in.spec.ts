import { ConsoleShell } from './pages/console-shell'
import { SignInPage } from './pages/sign-in-page'
import { E2E_URL } from './support/addresses'
import { PASSWORD, PEOPLE } from './support/people'
import { expect, expectAccessible, test } from './support/test'

test.use({ role: null })

test.describe('signing in', () => {
  test.use({ extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.10' } })

  test('refuses a wrong password in words and keeps what was typed, then leads to the page that was asked for, and out again', async ({
    page,
    complaints,
  }) => {
    complaints.allow(/status of 401/)
    const signIn = new SignInPage(page)
    await page.goto('/hosts?q=hgx')
    await page.waitForURL('**/sign-in?next=*')
    await signIn.signIn(PEOPLE.viewer.email, 'not my password at all')
    await expect(signIn.refusal).toContainText('do not belong together')
    await expect(signIn.email).toHaveValue(PEOPLE.viewer.email)
    await expect(signIn.password).toHaveValue('not my password at all')
    await expectAccessible(page)

    await signIn.signIn(PEOPLE.viewer.email, PASSWORD)
    await page.waitForURL('**/hosts?q=hgx')
    await expect(page.getByRole('heading', { name: 'Hosts' })).toBeVisible()

    await new ConsoleShell(page).signOut()
    await page.waitForURL('**/sign-in')
    await page.goto('/hosts')
    await page.waitForURL('**/sign-in?next=*')
    await expect(signIn.heading).toBeVisible()
  })

  test('leads to no address but its own, whatever its link asks for', async ({ page }) => {
    const signIn = new SignInPage(page)
    await signIn.open(`?next=${encodeURIComponent('https://evil.example/hosts')}`)
    await signIn.signIn(PEOPLE.viewer.email, PASSWORD)
    await page.waitForURL(`${E2E_URL}/`)
    // Whoever is signed in already is led on by the server.
    for (const next of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', '/api/csv/hosts']) {
      await signIn.open(`?next=${encodeURIComponent(next)}`)
      expect(page.url(), next).toBe(`${E2E_URL}/`)
    }
    await signIn.open(`?next=${encodeURIComponent('/findings?state=open')}`)
    expect(page.url()).toBe(`${E2E_URL}/findings?state=open`)
  })
})

test.describe('guessing', () => {
  test.use({ extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.11' } })

  test('is told to wait after five failures, also with the right password', async ({ page, complaints }) => {
    complaints.allow(/status of (401|429)/)
    const signIn = new SignInPage(page)
    await signIn.open()
    for (let attempt = 1; attempt <= 5; attempt++) {
      const answer = page.waitForResponse('**/api/auth/sign-in/email')
      await signIn.signIn(PEOPLE.viewer.email, `guess number ${attempt}`)
      expect((await answer).status(), `attempt ${attempt}`).toBe(401)
      await expect(signIn.submit).toBeEnabled()
    }
    await signIn.signIn(PEOPLE.viewer.email, PASSWORD)
    await expect(signIn.refusal).toContainText(/Too many failed sign-ins .* try again in \d+ s/)
    await expect(signIn.submit).toBeDisabled()
    expect(page.url()).toContain('/sign-in')
  })
})
