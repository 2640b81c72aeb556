import { chmod, readFile, stat } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  CollectorSandbox,
  FULL_TOOL_IDS,
  isInstalled,
  parseToolLines,
  type RunOptions,
} from './testing/collector-sandbox'
import { FakeBerth, HOST_TOKEN, problem, unpackBundle } from './testing/fake-berth'

const ENROLMENT_TOKEN = 'berth_enrol_abcdefABCDEF0123456789'

let sandbox: CollectorSandbox
let berth: FakeBerth
beforeEach(async () => {
  sandbox = await CollectorSandbox.create()
  await sandbox.runOnly('os-release', 'uname', 'dmi')
  berth = await FakeBerth.start()
})
afterEach(async () => {
  await berth.stop()
  await sandbox.remove()
})

const enrol = (extra: string[] = [], options: RunOptions = {}) =>
  sandbox.run(['enrol', '--url', berth.url, ...extra], { stdin: `${ENROLMENT_TOKEN}\n`, ...options })

/** A host that is enrolled and has sent its first bundle. */
async function enrolHost(): Promise<void> {
  const run = await enrol()
  expect(run, run.stderr).toMatchObject({ code: 0 })
  berth.requests.length = 0
}

async function readBundleId(index: number): Promise<string | undefined> {
  const files = await unpackBundle(berth.ingested[index]?.body ?? Buffer.alloc(0))
  return /^bundle_id=(.+)$/m.exec(files.get('manifest') ?? '')?.[1]
}

test('enrolling exchanges the token, stores the host token for its owner only, and sends a first bundle', async () => {
  await sandbox.write('root/sys/class/dmi/id/product_uuid', '4c4c4544-0000-1000-8000-000000000001\n')
  const run = await enrol(['--name', 'gpu 01+é'])
  expect(run, run.stderr).toMatchObject({ code: 0 })
  expect(run.stderr).toContain('enrolled as gpu-01 (enrolled)')
  expect(run.stderr).not.toContain('WARNING')

  const [enrolment, ingest] = berth.requests
  expect(berth.requests).toHaveLength(2)
  expect(enrolment?.headers.authorization).toBe(`Bearer ${ENROLMENT_TOKEN}`)
  const form = new URLSearchParams(enrolment?.body.toString())
  expect(form.get('hostname')).toBe('gpu 01+é')
  expect(form.get('product_uuid')).toBe('4c4c4544-0000-1000-8000-000000000001')
  expect(form.get('boot_id')).toBe((await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim())
  expect(form.get('collector')).toMatch(/^\d+\.\d+\.\d+$/)

  expect(ingest?.headers.authorization).toBe(`Bearer ${HOST_TOKEN}`)
  const files = await unpackBundle(ingest?.body ?? Buffer.alloc(0))
  expect([...files.keys()][0]).toBe('manifest')
  expect(files.get('os-release.txt')).toContain('Testos')
  const manifest = files.get('manifest') ?? ''
  expect(manifest).toMatch(/^format=berth-bundle\/1$/m)
  expect(manifest).toMatch(/^sequence=[1-9]\d*$/m)
  expect(manifest).toMatch(/^bundle_id=[0-9a-f-]{36}$/m)
  expect([...parseToolLines(manifest).keys()]).toEqual(FULL_TOOL_IDS)
  expect(manifest).toMatch(/^kind=full$/m)

  expect(await readFile(sandbox.path('conf/token'), 'utf8')).toBe(`${HOST_TOKEN}\n`)
  expect((await stat(sandbox.path('conf/token'))).mode & 0o777).toBe(0o600)
  expect((await stat(sandbox.path('conf'))).mode & 0o777).toBe(0o700)
  expect(await sandbox.readSpool()).toEqual([])
})

test('a token file that others can read, and a token among the arguments, are refused before anything is sent', async () => {
  await sandbox.write('token', `${ENROLMENT_TOKEN}\n`, 0o640)
  const loose = await enrol(['--token-file', sandbox.path('token')])
  const argument = await enrol(['--token', ENROLMENT_TOKEN])
  expect([loose.code, argument.code]).toEqual([2, 2])
  expect(loose.stderr).toContain('chmod 600')
  expect(berth.requests).toHaveLength(0)

  await chmod(sandbox.path('token'), 0o600)
  expect(await enrol(['--token-file', sandbox.path('token')], { stdin: '' })).toMatchObject({ code: 0 })
  expect(berth.requests[0]?.headers.authorization).toBe(`Bearer ${ENROLMENT_TOKEN}`)
})

test('plain http to another machine is warned about, also when its name only looks like this one', async () => {
  await sandbox.fakeTool('curl', 'exit 7')
  for (const url of [
    'http://berth.example',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
  ]) {
    const run = await sandbox.run(['enrol', '--url', url], { stdin: ENROLMENT_TOKEN })
    expect(run.stderr, url).toContain('WARNING')
    expect(run.code, url).toBe(5)
  }
  for (const url of ['https://berth.example', 'http://localhost:3000', 'http://[::1]:3000']) {
    const run = await sandbox.run(['enrol', '--url', url], { stdin: ENROLMENT_TOKEN })
    expect(run.stderr, url).not.toContain('WARNING')
    expect(run.code, url).toBe(5)
  }
  const shell = await sandbox.run(['enrol', '--url', 'https://berth.example/$(id)'], {
    stdin: ENROLMENT_TOKEN,
  })
  expect(shell.code).toBe(2)
})

const senders = ['curl', 'wget'].filter((sender) => isInstalled(sender))
test.each(senders)(
  'with %s, no token is ever in an argument or an environment that others can read',
  async (sender) => {
    const real = `real-${sender}`
    await sandbox.linkTool(sender, 'real')
    await sandbox.removeTool('curl')
    const seen = sandbox.path('seen')
    const spy = `cat /proc/[0-9]*/cmdline /proc/self/environ >>'${seen}' 2>/dev/null; echo ${real} "$@" >>'${seen}'`
    await sandbox.fakeTool(sender, `${spy}\nexec '${sandbox.path('real', sender)}' "$@"`)

    const run = await enrol()
    expect(run, run.stderr).toMatchObject({ code: 0 })
    expect(berth.requests.map((request) => request.headers.authorization)).toEqual([
      `Bearer ${ENROLMENT_TOKEN}`,
      `Bearer ${HOST_TOKEN}`,
    ])
    const record = await readFile(seen, 'utf8')
    expect(record).toContain(real)
    expect(record).toContain('berth-collect.sh')
    expect(record.includes(ENROLMENT_TOKEN) || record.includes(HOST_TOKEN)).toBe(false)
  },
)

test('"come back later" is obeyed for as long as it says, and the same bundle is sent again', async () => {
  await enrolHost()
  berth.answers.push({
    ...problem(503, 'databaseAway', 'The database is away.'),
    headers: { 'retry-after': '1' },
  })
  const run = await sandbox.run(['collect'])
  expect(run.code).toBe(0)
  expect(run.stderr).toContain('503 The database is away.; trying again in 1 s')
  expect(berth.ingested).toHaveLength(2)
  expect(await readBundleId(0)).toBe(await readBundleId(1))
})

test('while Berth is away bundles are kept, and the next run sends them first, oldest first', async () => {
  await enrolHost()
  const away = problem(502, 'away', 'no')
  berth.answers.push(away, away, away, away)
  expect((await sandbox.run(['collect'])).code).toBe(5)
  expect((await sandbox.run(['collect'])).code).toBe(5)
  expect(await sandbox.readSpool()).toHaveLength(2)
  expect(berth.answers).toHaveLength(0)
  const waiting = (await sandbox.readSpool()).map((name) => /-([0-9a-f-]{36})\./.exec(name)?.[1])

  berth.requests.length = 0
  expect((await sandbox.run(['collect'])).code).toBe(0)
  expect(berth.ingested).toHaveLength(3)
  expect([await readBundleId(0), await readBundleId(1)]).toEqual(waiting)
  expect(await sandbox.readSpool()).toEqual([])
})

test('a Berth that does not listen at all ends in exit code 5 with the bundle kept', async () => {
  await enrolHost()
  await berth.stop()
  const run = await sandbox.run(['collect'])
  expect(run.code).toBe(5)
  expect(run.stderr).toContain('attempt 1 of 2')
  expect(await sandbox.readSpool()).toHaveLength(1)
})

test('only the newest bundles are kept', async () => {
  await enrolHost()
  const env = { BERTH_COLLECT_SPOOL_FILES: '2', BERTH_COLLECT_ATTEMPTS: '1' }
  for (let run = 0; run < 3; run++) {
    berth.answers.push(problem(503, 'away', 'no'))
    await sandbox.run(['collect'], { env })
  }
  const kept = (await sandbox.readSpool()).map((name) => name.slice(0, 8))
  expect(kept).toEqual(['00000002', '00000003'])
})

test.each([
  [409, 'An older sequence.'],
  [422, 'Not a bundle.'],
  [413, 'Too large.'],
])(
  'a bundle refused with %i is dropped with its reason, because sending it again cannot help',
  async (status, detail) => {
    await enrolHost()
    berth.answers.push(problem(status, 'refused', detail))
    const run = await sandbox.run(['collect'])
    expect(run.code).toBe(6)
    expect(run.stderr).toContain(detail)
    expect(await sandbox.readSpool()).toEqual([])
  },
)

test('a bundle that Berth has already is done with', async () => {
  await enrolHost()
  berth.answers.push({ status: 200, body: '{"result":"unchanged","parts":[]}' })
  const run = await sandbox.run(['collect'])
  expect(run).toMatchObject({ code: 0 })
  expect(run.stderr).toContain('has this bundle already')
  expect(await sandbox.readSpool()).toEqual([])
})

test('a refused host token keeps the bundle and says why, without letting the answer steer the terminal', async () => {
  await enrolHost()
  // JSON escapes control characters, so a hostile server would send them raw.
  berth.answers.push({ status: 401, body: '{"detail":"The token was revoked.\u001b[31m\u0007"}' })
  const run = await sandbox.run(['collect'])
  expect(run.code).toBe(4)
  expect(run.stderr).toContain('The token was revoked.')
  expect(run.stderr).not.toContain('\u001b')
  expect(await sandbox.readSpool()).toHaveLength(1)
})

test('a host that waits for approval counts as enrolled, and its first bundle follows after the approval', async () => {
  berth.answers.push(
    { status: 201, body: `token=${HOST_TOKEN}\nhost=gpu-01\nstate=pendingApproval\n` },
    problem(403, 'hostPendingApproval', 'This host waits for approval.'),
  )
  const run = await enrol()
  expect(run, run.stderr).toMatchObject({ code: 0 })
  expect(await sandbox.readSpool()).toHaveLength(1)
  expect((await sandbox.run(['collect'])).code).toBe(0)
  expect(berth.ingested).toHaveLength(3)
})

test('a refused enrolment token leaves nothing behind', async () => {
  berth.answers.push(problem(401, 'tokenExpired', 'The enrolment token has expired.'))
  const run = await enrol()
  expect(run.code).toBe(4)
  expect(run.stderr).toContain('The enrolment token has expired.')
  expect((await sandbox.run(['collect'])).code).toBe(3)
  expect(berth.requests).toHaveLength(1)
})

test('a stored token that others can read is not used', async () => {
  await enrolHost()
  await chmod(sandbox.path('conf/token'), 0o644)
  expect((await sandbox.run(['collect'])).code).toBe(2)
  expect(berth.requests).toHaveLength(0)
})
