import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readSecret } from './pages/enrolment-page'
import { HostPage } from './pages/host-page'
import { E2E_URL } from './support/addresses'
import { FIRST_OPERATOR, PASSWORD } from './support/people'
import { hasState, readState } from './support/state'
import { expect, expectAccessible, test } from './support/test'

test.use({ role: null })

test('an empty Berth makes its first operator by the printed code, and shows this machine once its pasted token is used', async ({
  page,
  complaints,
}) => {
  // A wrong code is answered 401, of which the browser tells its console.
  complaints.allow(/status of 401/)
  await page.goto('/hosts')
  await page.waitForURL('**/first-start')
  await expect(page.getByRole('heading', { name: 'Set up Berth' })).toBeVisible()
  await expectAccessible(page)

  const code = page.getByLabel('One-time code')
  await code.fill('AAAA-BBBB-CCCC-DDDD')
  await page.getByLabel('Your name').fill(FIRST_OPERATOR.name)
  await page.getByLabel('E-mail').fill(FIRST_OPERATOR.email)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the first account' }).click()
  await expect(code).toHaveAttribute('aria-invalid', 'true')
  await expect(code).toHaveValue('AAAA-BBBB-CCCC-DDDD')
  await expect(page.getByLabel('Your name')).toHaveValue(FIRST_OPERATOR.name)
  await expect(page.getByLabel('E-mail')).toHaveValue(FIRST_OPERATOR.email)
  await expect(page.getByLabel('New password')).toHaveValue(PASSWORD)

  await expect.poll(() => hasState('setup')).toBe(true)
  await code.fill(readState('setup').code)
  await page.getByRole('button', { name: 'Make the first account' }).click()
  await page.waitForURL('**/settings/enrolment')
  await expect(page.getByRole('heading', { name: 'Enrol your first host' })).toBeVisible()

  await page.getByLabel('Name').fill('this machine')
  await page.getByRole('button', { name: 'Make the line' }).click()
  const lines = {
    curl: await page.getByLabel('curl line', { exact: true }).innerText(),
    wget: await page.getByLabel('wget line', { exact: true }).innerText(),
  }
  expect(lines.curl).toContain(`curl -fsSL '${E2E_URL}/api/collector'`)
  expect(lines.wget).toContain(`wget -qO "$f" '${E2E_URL}/api/collector'`)
  const served = await page.request.get('/api/collector')
  for (const line of [lines.curl, lines.wget]) {
    expect(line).toContain(served.headers()['x-berth-sha256'])
    expect(line).toContain(`enrol --url '${E2E_URL}'`)
  }
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Every 20 seconds it sends a pulse' }),
  ).toBeVisible()
  await expect(page.getByText('Waiting for the host to report…')).toBeVisible()

  const secret = readSecret(lines.curl)
  const folder = mkdtempSync(join(tmpdir(), 'berth-e2e-'))
  const output = join(folder, 'output')
  try {
    const dry = await runCollector(folder, ['collect', '--dry-run', '--output', output])
    expect(dry.exitCode, dry.said).toBe(0)
    const { exitCode, said } = await runCollector(folder, ['enrol', '--url', E2E_URL], secret)
    expect(said).toContain('accepted by Berth')
    expect(exitCode, said).toBe(0)
    await expectReported(page, output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }

  await page.goto('/first-start')
  await expect(page.getByRole('heading', { name: 'Berth is set up already' })).toBeVisible()
})

/** What is the same in two runs a moment apart; of everything else the readings move. */
const STEADY = ['os-release', 'uname', 'kernels', 'proc-cmdline', 'irq-affinity']

/** The page of this machine shows what its tools say, and keeps what they said byte for byte. */
async function expectReported(page: Page, output: string): Promise<void> {
  // The page was open all the while, and is not loaded again.
  await expect(page.getByText('is enrolled and has reported.')).toBeVisible()
  await page.getByRole('link', { name: /^Open / }).click()
  await page.waitForURL('**/hosts/*')
  const host = new HostPage(page, page.url().split('/').at(-1) ?? '')
  await expect(host.heading).toBeVisible()
  await expect(host.fact('Host name')).toContainText(hostname())
  await expect(host.fact('Sockets')).toContainText('lscpu')
  const nodes = page.getByRole('table', { name: 'NUMA nodes' }).getByRole('row')
  await expect(nodes).toHaveCount(1 + countNumaNodes())
  await host.goToTab('Topology')
  await expect(host.panel('NUMA node 0')).toContainText(/\d+ cores/)
  const gpus = countNvidiaGpus()
  await host.goToTab('GPUs')
  if (gpus === 0) await expect(page.getByText('This host has no GPUs')).toBeVisible()
  else await expect(host.panel(/^GPU/)).toHaveCount(gpus)

  await host.goToTab('Facts')
  await expect(host.fact('Parameters')).toContainText('/proc/cmdline')
  await expect(host.fact('Installed').or(host.fact('Reboot required')).first()).toBeVisible()
  const delivered = page.getByRole('table', { name: /^Tools: / })
  for (const name of ['installed kernels', '/proc/cmdline', '/proc/interrupts', 'IRQ affinities']) {
    const row = delivered.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
    await expect(row, name).toContainText('read')
  }
  const slug = page.url().split('/').at(-1) ?? ''
  const compared = STEADY.filter((tool) => existsSync(join(output, `${tool}.txt`)))
  for (const tool of compared) {
    const raw = await page.request.get(`/api/hosts/${slug}/raw/${tool}`)
    expect(await raw.body(), tool).toEqual(readFileSync(join(output, `${tool}.txt`)))
  }
  expect(compared.length).toBeGreaterThanOrEqual(4)
}

/** The real script, as the pasted line runs it, but installing nothing on this machine. */
async function runCollector(
  folder: string,
  words: string[],
  secret = '',
): Promise<{ exitCode: number | null; said: string }> {
  const script = join(import.meta.dirname, '../server/collector/berth-collect.sh')
  const child = spawn('sh', [script, ...words], {
    env: {
      ...process.env,
      BERTH_COLLECT_DIR: join(folder, 'conf'),
      BERTH_COLLECT_RUN: join(folder, 'run'),
      BERTH_COLLECT_SPOOL: join(folder, 'spool'),
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  child.stdin.end(secret)
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { exitCode, said }
}

function countNumaNodes(): number {
  return listFolder('/sys/devices/system/node').filter((name) => /^node\d+$/.test(name)).length
}

function countNvidiaGpus(): number {
  const devices = '/sys/bus/pci/devices'
  return listFolder(devices).filter(
    (address) =>
      readLine(join(devices, address, 'vendor')) === '0x10de' &&
      readLine(join(devices, address, 'class')).startsWith('0x03'),
  ).length
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function readLine(path: string): string {
  return readFileSync(path, 'utf8').trim()
}
