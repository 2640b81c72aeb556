import { enrolHost } from '@/emulator/host-client'
import { describeNoGpu } from '@/emulator/layouts/no-gpu'
import { EnrolmentPage } from './pages/enrolment-page'
import { HostPage } from './pages/host-page'
import { pressAndClose } from './pages/press-and-close'
import { E2E_URL } from './support/addresses'
import { deliver, describeAnew, ingest, writeDelivery } from './support/own-host'
import { expect, test } from './support/test'

const model = describeNoGpu({ stage: 0, tick: 0 })

test('hosts of one line wait on the open page; the approved one is taken in, the refused one turned away, a third has no use left', async ({
  page,
}) => {
  const enrolment = new EnrolmentPage(page)
  await enrolment.open()
  const secret = await enrolment.makeBulkLine({ label: 'rack 4', maxHosts: 2 })
  await expect(page.getByText('Waiting for the first host to report…')).toBeVisible()

  const [good, bad, late] = ['rack4-good', 'rack4-bad', 'rack4-late'].map((name) => describeAnew(model, name))
  if (!good || !bad || !late) throw new Error('three hosts')
  const enrol = (host: typeof model) => enrolHost({ berthUrl: E2E_URL, enrolmentToken: secret, host })
  const goodToken = await enrol(good)
  expect(goodToken.state).toBe('pendingApproval')
  const early = await ingest(goodToken.token, await writeDelivery({ layout: good, sequence: 1 }))
  expect(early.status).toBe(403)
  expect(await early.json()).toMatchObject({ code: 'hostPendingApproval' })
  const badToken = await enrol(bad)
  await expect(enrol(late)).rejects.toMatchObject({ status: 401, code: 'tokenUsed' })

  // Nothing was reloaded: both stand on the page that made the line.
  await expect(page.getByText('2 of at most 2 hosts used the line.')).toBeVisible()
  const waiting = (slug: string) => enrolment.waiting.getByRole('listitem').filter({ hasText: slug })
  await expect(waiting('rack4-late')).toHaveCount(0)
  await page.getByRole('button', { name: 'Approve rack4-good' }).click()
  await expect(page.getByText('rack4-good is approved')).toBeVisible()
  await expect(waiting('rack4-good')).toHaveCount(0)
  await deliver(goodToken.token, { layout: good, sequence: 2 })

  await page.getByRole('button', { name: 'Refuse rack4-bad' }).click()
  const question = page.getByRole('alertdialog', { name: 'Refuse rack4-bad?' })
  await question.getByLabel('Reason').fill('not a machine of ours')
  await pressAndClose(question, 'Refuse the host')
  await expect(waiting('rack4-bad')).toHaveCount(0)
  const refused = await ingest(badToken.token, await writeDelivery({ layout: bad, sequence: 2 }))
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ code: 'tokenRevoked' })

  const host = new HostPage(page, 'rack4-good')
  await host.open()
  await expect(host.fact('Sockets').getByRole('cell').first()).toHaveText('2')
  await page.goto('/hosts?q=rack4-bad')
  await expect(page.getByText('Nothing matches the filters')).toBeVisible()
  await page.goto('/hosts?q=rack4-bad&state=retired')
  await expect(page.getByRole('row').filter({ hasText: 'rack4-bad' })).toContainText('retired')
})
