import type { Locator, Page } from '@playwright/test'

export class HostsPage {
  readonly search: Locator
  /** Of the list, without its header. */
  readonly rows: Locator
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
    this.search = page.getByRole('searchbox', { name: 'Search hosts' })
    this.rows = page.getByRole('table', { name: 'hosts' }).locator('tbody').getByRole('row')
  }

  async open(query = ''): Promise<void> {
    await this.#page.goto(`/hosts${query}`)
    await this.rows.first().waitFor()
  }

  row(slug: string): Locator {
    return this.rows.filter({ has: this.#page.getByRole('link', { name: slug, exact: true }) })
  }

  async filter(option: string): Promise<void> {
    await this.#page.getByRole('button', { name: 'Filter', exact: true }).click()
    await this.#page.getByRole('dialog', { name: 'Filters' }).getByRole('checkbox', { name: option }).check()
    await this.#page.keyboard.press('Escape')
  }

  /** The texts of one column, top to bottom. */
  async column(header: string): Promise<string[]> {
    const headers = await this.#page.getByRole('columnheader').allInnerTexts()
    const index = headers.findIndex((text) => text.trim() === header)
    if (index < 0) throw new Error(`no column ${header} among ${headers.join(', ')}`)
    const cells = await this.rows.getByRole('cell').allInnerTexts()
    return cells.filter((_, at) => at % headers.length === index).map((text) => text.trim())
  }
}
