import { describeNoGpu } from '@/emulator/layouts/no-gpu'
import { ROLES } from '@/server/core/access/roles'
import { ConsoleShell } from './pages/console-shell'
import { HostPage } from './pages/host-page'
import { readCookie } from './support/client'
import { readHead, watchWithoutReading } from './support/flood'
import { deliver, enrolOwnHost } from './support/own-host'
import { findWebPid, readResidentMib } from './support/processes'
import { expect, test } from './support/test'

const model = describeNoGpu({ stage: 0, tick: 0 })

test('clients that open the event stream and never read it slow nobody down and fill no memory', async ({
  page,
}) => {
  const { slug, token, layout } = await enrolOwnHost(model, 'deaf-01')
  await deliver(token, { layout, sequence: 1 })
  const host = new HostPage(page, slug)
  await host.open()
  await expect(new ConsoleShell(page).live).toContainText('Live')
  const pid = findWebPid()
  const before = readResidentMib(pid)
  // A few a person, as tabs would be: how many one person may have open is bounded.
  const deaf = await Promise.all(
    ROLES.flatMap((role) => Array.from({ length: 6 }, () => watchWithoutReading(readCookie(role)))),
  )
  const release = (sequence: number) => `6.12.${sequence}-deaf`
  for (let sequence = 2; sequence <= 41; sequence++) {
    const changed = { ...layout, kernel: { ...layout.kernel, release: release(sequence) } }
    await deliver(token, { layout: changed, sequence })
  }
  // Who does read was told of every change, up to the last.
  await expect(host.fact('Kernel')).toContainText(release(41))
  const after = readResidentMib(pid)
  console.log(`memory of the web process: ${Math.round(before)} MiB before, ${Math.round(after)} MiB after`)
  expect(deaf.filter((socket) => !socket.destroyed && socket.bytesRead === 0)).toHaveLength(ROLES.length * 6)
  expect(after - before).toBeLessThan(200)
  // Each of them was a stream, and not a refusal that nobody read.
  const heads = await Promise.all(deaf.map((socket) => readHead(socket)))
  expect(heads.filter((head) => /^HTTP\/1\.1 200 .*text\/event-stream/s.test(head))).toHaveLength(deaf.length)
})

test('after the web process is killed the open page says so, is live again by itself, and nothing acknowledged is lost', async ({
  page,
  complaints,
}) => {
  complaints.allow(/Failed to load resource|ERR_|status of 50\d/)
  const { slug, token, layout } = await enrolOwnHost(model, 'killed-01')
  const host = new HostPage(page, slug)
  const shell = new ConsoleShell(page)
  await deliver(token, { layout, sequence: 1 })
  await host.open()
  await expect(shell.live).toContainText('Live')
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  const acknowledged = { ...layout, kernel: { ...layout.kernel, release: '6.12.77-acknowledged' } }

  const pid = findWebPid()
  // As the browser's own view of the connection goes by too fast to catch, the page writes down what it says.
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const bar = document.querySelector('header')
    new MutationObserver(() => said.push(bar?.textContent ?? '')).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })
  await deliver(token, { layout: acknowledged, sequence: 2 })
  process.kill(pid, 'SIGKILL')
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n')))
    .toMatch(/Connecting|Stale/)
  await expect.poll(findAnotherWeb(pid), { timeout: 30_000 }).toBe(true)
  await expect(shell.live).toContainText('Live', { timeout: 30_000 })
  await expect(host.fact('Kernel')).toContainText('6.12.77-acknowledged')
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  // And it follows again.
  await deliver(token, { layout, sequence: 3 })
  await expect(host.fact('Kernel')).toContainText(layout.kernel.release)
})

function findAnotherWeb(killed: number): () => boolean {
  return () => {
    try {
      return findWebPid() !== killed
    } catch {
      // None at the moment: it is being started again.
      return false
    }
  }
}
