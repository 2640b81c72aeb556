import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { SCREENS } from './support/screens'
import { expect, expectAccessible, test } from './support/test'

/** A folder for pictures of every screen, where one wants to look at them. */
const pictures = process.env.BERTH_E2E_PICTURES

const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const looks = [
  { size: 'wide', viewport: desktop, colorScheme: 'light' },
  { size: 'narrow', viewport: phone, colorScheme: 'dark' },
] as const

for (const screen of SCREENS) {
  test(`${screen.name} has no violation that axe finds, wide and light, narrow and dark, and never scrolls sideways`, async ({
    page,
    complaints,
  }) => {
    complaints.allow(/status of 404/)
    await page.goto(screen.path)
    const heading = page.getByRole('heading', {
      level: 1,
      ...(screen.heading ? { name: screen.heading } : {}),
    })
    await expect(heading).toHaveCount(1)
    await expectSettled(page)
    await examine(page, screen.name)
  })
}

for (const { name, path, heading } of [
  { name: 'sign-in', path: '/sign-in', heading: 'Sign in' },
  { name: 'invite-incomplete', path: '/invite', heading: 'This link is not complete' },
  { name: 'first-start-over', path: '/first-start', heading: 'Berth is set up already' },
]) {
  test.describe('signed out', () => {
    test.use({ role: null })
    test(`${name} has no violation that axe finds, wide and light, narrow and dark, and never scrolls sideways`, async ({
      page,
    }) => {
      await page.goto(path)
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
      await examine(page, name)
    })
  })
}

test.describe('a tenant', () => {
  test.use({ role: 'tenantMember' })
  test('tenant-start has no violation that axe finds, wide and light, narrow and dark, and never scrolls sideways', async ({
    page,
  }) => {
    await page.goto('/')
    await expect(page.getByText('You act for Vision Lab.')).toBeVisible()
    await examine(page, 'tenant-start')
  })
})

test('overlays are accessible in both themes and leave by Escape: palette, help, person, the sources of a fact', async ({
  page,
}) => {
  await page.goto('/hosts')
  await expectSettled(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('hgx')
  await expect(page.getByRole('option', { name: /hgx-a01/ })).toBeVisible()
  await expectAccessible(page)
  await photograph(page, 'palette-light')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/hosts/hgx-a01')

  await page.keyboard.press('?')
  const help = page.getByRole('dialog')
  await expect(help).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)

  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)

  await page.goto('/hosts/hgx-a01/sources?fact=driver.version')
  const claims = page.getByRole('dialog').getByRole('table', { name: 'What each tool said' })
  await expect(claims.getByRole('row')).not.toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
    await photograph(page, `fact-sources-${colorScheme}`)
  }
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the chosen theme is in the first HTML of every page after it, and the narrow screen has its areas in a drawer', async ({
  page,
}) => {
  await page.goto('/settings/account')
  await page.getByRole('radio', { name: 'Dark' }).check()
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const dark = await background()
  const html = await (await page.request.get('/hosts')).text()
  expect(html).toContain('data-theme="dark"')
  await page.getByRole('radio', { name: 'Light' }).check()
  expect(await background()).not.toBe(dark)

  await page.setViewportSize(phone)
  await page.getByRole('button', { name: 'Areas' }).click()
  await page.getByRole('dialog', { name: 'Areas' }).getByRole('link', { name: 'Hosts' }).click()
  await page.waitForURL('**/hosts')
  await expect(page.getByRole('dialog', { name: 'Areas' })).toHaveCount(0)
})

/** As it stands, wide in light and narrow in dark; nothing is loaded again in between. */
async function examine(page: Page, name: string): Promise<void> {
  for (const { size, viewport, colorScheme } of looks) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await photograph(page, `${name}-${size}-${colorScheme}`)
    await expectAccessible(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${name} scrolls sideways when ${size}`).toBeLessThanOrEqual(0)
  }
}

async function expectSettled(page: Page): Promise<void> {
  await expect(page.getByText(/^Loading (?!more)/)).toHaveCount(0)
}

async function photograph(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}
