import type { Locator, Page } from '@playwright/test'

export class SignInPage {
  readonly heading: Locator
  readonly email: Locator
  readonly password: Locator
  readonly submit: Locator
  readonly refusal: Locator
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
    this.heading = page.getByRole('heading', { name: 'Sign in', level: 1 })
    this.email = page.getByLabel('E-mail')
    this.password = page.getByLabel('Password')
    this.submit = page.getByRole('button', { name: 'Sign in', exact: true })
    this.refusal = page.getByRole('main').getByRole('alert')
  }

  async open(query = ''): Promise<void> {
    await this.#page.goto(`/sign-in${query}`)
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.email.fill(email)
    await this.password.fill(password)
    await this.submit.click()
  }
}
