import type { Locator } from '@playwright/test'

/**
 * Presses the button that ends a dialog and waits until the dialog is gone. While it is open the page behind it
 * is hidden from roles, so nothing can be said of it: "no such row" would be true of any.
 */
export async function pressAndClose(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
