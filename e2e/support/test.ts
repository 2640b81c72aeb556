import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import type { Role } from '@/server/core/access/roles'
import { storageFile } from './state'

interface Fixtures {
  /** Fails the test that it watches when the browser complains; names what a test expects it to complain of. */
  complaints: { allow(pattern: RegExp): void }
  role: Role | null
}

/** Every test of a page fails on an error in its console, an exception, or a violation of the CSP. */
export const test = base.extend<Fixtures>({
  role: ['admin', { option: true }],
  storageState: async ({ role }, use) => {
    await use(role === null ? undefined : storageFile(role))
  },
  complaints: [
    async ({ page }, use) => {
      const allowed: RegExp[] = []
      const heard: string[] = []
      page.on('pageerror', (error) => heard.push(`exception: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() === 'error') heard.push(`console: ${message.text()}`)
      })
      await use({ allow: (pattern) => allowed.push(pattern) })
      expect(heard.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** No violation of WCAG 2.1 A and AA that axe can find on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    // Without it each look opens a page of its own, for frames of other origins, which Berth has none of.
    .setLegacyMode()
    .options({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
      // Every rule is still run; only what did not violate it is not listed node by node, which takes longest.
      resultTypes: ['violations'],
    })
    .analyze()
  expect(
    found.violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html.slice(0, 200)) })),
  ).toEqual([])
  expect(found.passes.length).toBeGreaterThan(5)
}
