import type { Locator, Page } from '@playwright/test'

export class EnrolmentPage {
  readonly waiting: Locator
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
    this.waiting = page.getByRole('region', { name: 'Waiting for approval' })
  }

  async open(): Promise<void> {
    await this.#page.goto('/settings/enrolment')
    await this.#page.getByRole('heading', { name: /^Enrol/, level: 1 }).waitFor()
  }

  /** Makes a line for many hosts. Returns the token in it, which `curl` and `wget` share. */
  async makeBulkLine({ label, maxHosts }: { label: string; maxHosts: number }): Promise<string> {
    await this.#page.getByRole('radio', { name: 'Many hosts' }).check()
    await this.#page.getByLabel('Name', { exact: true }).fill(label)
    await this.#page.getByLabel('At most this many hosts').fill(String(maxHosts))
    await this.#page.getByRole('button', { name: 'Make the line' }).click()
    return readSecret(await this.#page.getByLabel('curl line', { exact: true }).innerText())
  }
}

/** @throws when the line hands over no token */
export function readSecret(line: string): string {
  const secret = /printf %s '([^']+)'/.exec(line)?.[1]
  if (secret === undefined) throw new Error('the line holds no token')
  return secret
}
