import { pressAndClose } from './pages/press-and-close'
import { PASSWORD } from './support/people'
import { expect, expectAccessible, test } from './support/test'

test('an invitation made in the console sets a password once, and says so when it is opened again', async ({
  page,
  browser,
}) => {
  await page.goto('/settings/users')
  await page.getByRole('button', { name: 'Invite a user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite a user' })
  await dialog.getByLabel('Name', { exact: true }).fill('Ines Invitee')
  await dialog.getByLabel('E-mail').fill('ines@berth.example')
  await dialog.getByLabel('Role 1', { exact: true }).selectOption({ label: 'Operator' })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make the invitation' }).click()
  const made = page.getByRole('dialog', { name: 'ines@berth.example is invited' })
  const link = await made.getByLabel('invitation link', { exact: true }).innerText()
  await pressAndClose(made, 'Done')
  const row = page.getByRole('row').filter({ hasText: 'ines@berth.example' })
  await expect(row).toContainText('Invited')

  const context = await browser.newContext()
  const invited = await context.newPage()
  await invited.goto(link)
  await expect(invited.getByRole('heading', { name: 'Welcome, Ines Invitee' })).toBeVisible()
  await expectAccessible(invited)
  await invited.getByLabel('New password').fill('short')
  await invited.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expect(invited.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true')
  await invited.getByLabel('New password').fill(PASSWORD)
  await invited.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expect(invited.getByRole('button', { name: 'Signed in as Ines Invitee' })).toBeVisible()

  const late = await context.newPage()
  await late.goto(link)
  await expect(late.getByRole('heading', { name: 'This invitation was used already' })).toBeVisible()
  await late.goto(link.slice(0, -3))
  await late.reload()
  await expect(late.getByRole('heading', { name: 'This invitation is not known here' })).toBeVisible()
  await context.close()
  // The list was open all the while.
  await expect(row).toContainText('Active')
})
