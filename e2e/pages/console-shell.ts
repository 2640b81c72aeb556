import type { Locator, Page } from '@playwright/test'

/** What every page of the console stands in. */
export class ConsoleShell {
  readonly areas: Locator
  readonly live: Locator
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
    this.areas = page.getByRole('navigation', { name: 'Areas' })
    this.live = page.getByRole('banner').getByRole('button', { name: /^(Live|Connecting|Stale|Paused)/ })
  }

  async signOut(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Signed in as/ }).click()
    await this.#page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
}
