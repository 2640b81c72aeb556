import type { Locator, Page } from '@playwright/test'

export type HostTab =
  | ''
  | '/sources'
  | '/topology'
  | '/gpus'
  | '/pci'
  | '/occupancy'
  | '/findings'
  | '/history'

export class HostPage {
  readonly heading: Locator
  readonly #page: Page
  readonly #slug: string

  constructor(page: Page, slug: string) {
    this.#page = page
    this.#slug = slug
    this.heading = page.getByRole('heading', { name: slug, level: 1 })
  }

  async open(tab: HostTab = ''): Promise<void> {
    await this.#page.goto(`/hosts/${this.#slug}${tab}`)
    await this.heading.waitFor()
  }

  async goToTab(
    name: 'Facts' | 'Sources' | 'Topology' | 'GPUs' | 'PCI' | 'Occupancy' | 'Findings' | 'History',
  ): Promise<void> {
    await this.#page
      .getByRole('navigation', { name: `Parts of ${this.#slug}` })
      .getByRole('link', { name })
      .click()
  }

  panel(name: string | RegExp): Locator {
    return this.#page.getByRole('region', { name })
  }

  /** One fact's row: its value, where it comes from, and its age. */
  fact(label: string): Locator {
    return this.#page.getByRole('row').filter({
      has: this.#page.getByRole('rowheader', { name: label, exact: true }),
    })
  }
}
