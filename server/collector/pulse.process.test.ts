import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CollectorSandbox, PULSE_TOOL_IDS, parseToolLines, SHELLS } from './testing/collector-sandbox'
import { FakeBerth, problem, unpackBundle } from './testing/fake-berth'

let sandbox: CollectorSandbox
let berth: FakeBerth
beforeEach(async () => {
  sandbox = await CollectorSandbox.create()
  berth = await FakeBerth.start()
  await sandbox.write('root/sys/module/nvidia/refcnt', '1\n')
  await sandbox.write('root/proc/pressure/cpu', 'some avg10=1.00 avg60=0.00 avg300=0.00 total=7\n')
  await sandbox.write('conf/url', `${berth.url}\n`)
  await sandbox.write('conf/token', 'berth_host_0123456789abcdefABCDEF\n', 0o600)
})
afterEach(async () => {
  await berth.stop()
  await sandbox.remove()
})

async function readBundle(index: number): Promise<Map<string, string>> {
  return unpackBundle(berth.ingested[index]?.body ?? Buffer.alloc(0))
}

/** A tool that blocks until the test lets it go. */
async function blockTool(name: string, only: string): Promise<() => Promise<void>> {
  const fifo = sandbox.path(`${name}.fifo`)
  execFileSync('mkfifo', [fifo])
  const script = `case "$*" in '${only}') echo "$$" >'${fifo}'; read -r _ <'${fifo}' ;; esac; echo "$*"`
  await sandbox.fakeTool(name, script)
  // Reading waits until the tool is there.
  return async () => {
    const reader = await open(fifo, 'r')
    await reader.read()
    await reader.close()
  }
}

test.each(SHELLS.map((shell) => ({ shell, name: shell.join(' ') })))(
  'a pulse is a light bundle of its own kind, sent once ($name)',
  async ({ shell }) => {
    await sandbox.fakeTool('nvidia-smi', 'echo "$*"')
    await sandbox.fakeTool('lspci', 'echo 00:00.0')
    const run = await sandbox.run(['pulse'], { shell })
    expect(run, run.stderr).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(berth.requests).toHaveLength(1)
    const files = await readBundle(0)
    const manifest = files.get('manifest') ?? ''
    expect(manifest).toMatch(/^kind=pulse$/m)
    expect([...parseToolLines(manifest).keys()]).toEqual(PULSE_TOOL_IDS)
    expect(files.get('nvidia-smi-query-gpu.csv')).toMatch(/^--query-gpu=index,uuid,\S+ --format=csv\n$/)
    expect(files.get('proc-pressure.txt')).toContain('/proc/pressure/cpu:some avg10=1.00')
    expect(await sandbox.countStarts('lspci')).toBe(0)
    expect(await readdir(sandbox.path('run'))).toEqual([])
  },
)

test.each([
  [503, 5],
  [403, 4],
  [422, 6],
])('a pulse answered with %i is lost: nothing is tried again, nothing is kept', async (status, code) => {
  berth.answers.push({ ...problem(status, 'no', 'Not now.'), headers: { 'retry-after': '60' } })
  const run = await sandbox.run(['pulse'])
  expect(run.code).toBe(code)
  expect(run.stderr).toContain(`this pulse is lost: ${status} Not now.`)
  expect(berth.requests).toHaveLength(1)
  expect(await sandbox.readSpool()).toEqual([])
})

test('a field that this driver does not know is left out, and the others are asked for', async () => {
  await sandbox.fakeTool(
    'nvidia-smi',
    `for field in clocks_throttle_reasons.active index; do
case ",\${1#--query-gpu=}," in *,$field,*) echo "Field \\"$field\\" is not a valid field to query."; exit 2 ;; esac
done; echo "$1"`,
  )
  const { read, tools } = await sandbox.collect({}, ['pulse'])
  expect(tools.get('nvidia-smi-query-gpu')).toMatchObject({ status: 'ok' })
  const csv = await read('nvidia-smi-query-gpu.csv')
  expect(csv).toMatch(/^--query-gpu=uuid,pci\.bus_id,/)
  expect(csv).not.toContain('clocks_throttle_reasons')
  expect(csv).toContain(',pcie.link.gen.current,')
  expect(await sandbox.countStarts('nvidia-smi')).toBe(3)
})

test('a driver that refuses something else is asked once, and its words are the part that failed', async () => {
  await sandbox.fakeTool(
    'nvidia-smi',
    'echo "Field \\"power.draw,\\" is not a valid field to query."; exit 2',
  )
  const { read, tools } = await sandbox.collect({}, ['pulse'])
  expect(tools.get('nvidia-smi-query-gpu')).toMatchObject({ status: 'failed', exit: '2' })
  expect(await read('nvidia-smi-query-gpu.csv')).toContain('not a valid field')
  expect(await sandbox.countStarts('nvidia-smi')).toBe(1)
})

test('a pulse goes on while a collection waits for the same program, and two pulses never overlap', async () => {
  await sandbox.runOnly('nvidia-smi-q-x', 'nvidia-smi-query-gpu')
  const isStarted = await blockTool('nvidia-smi', '-q -x')
  const collection = sandbox.start(['collect'])
  await isStarted()
  const pulse = await sandbox.run(['pulse'])
  expect(pulse, pulse.stderr).toMatchObject({ code: 0 })
  expect(
    parseToolLines((await readBundle(0)).get('manifest') ?? '').get('nvidia-smi-query-gpu'),
  ).toMatchObject({
    status: 'ok',
  })
  expect(existsSync(sandbox.path('run/lock'))).toBe(true)

  execFileSync('sh', ['-c', `echo go >'${sandbox.path('nvidia-smi.fifo')}'`])
  const code = await new Promise((resolve) => {
    collection.on('close', resolve)
  })
  expect(code).toBe(0)
  expect(berth.ingested).toHaveLength(2)
})

test('what a collection left hanging in the kernel is not joined by a pulse, which tells of it', async () => {
  await sandbox.runOnly('nvidia-smi-q-x', 'nvidia-smi-query-gpu')
  // What the kernel does to a process in uninterruptible sleep: signals have no effect.
  await sandbox.write('bin/timeout', '#!/bin/sh\nshift 3\nexec "$@"\n', 0o755)
  const fifo = sandbox.path('fifo')
  execFileSync('mkfifo', [fifo])
  await sandbox.fakeTool('nvidia-smi', `read -r _ <'${fifo}'`)
  const env = { BERTH_COLLECT_TOOL_SECONDS: '1', BERTH_COLLECT_GRACE_SECONDS: '0' }
  expect((await sandbox.collect({ env })).tools.get('nvidia-smi-q-x')).toMatchObject({ status: 'toolHung' })
  const { tools, read } = await sandbox.collect({ env }, ['pulse'])
  expect(tools.get('nvidia-smi-query-gpu')).toMatchObject({ status: 'toolHung', seconds: '0' })
  expect(await read('nvidia-smi-query-gpu.csv.err')).toMatch(/nvidia-smi of an earlier run still hangs/)
  expect(await sandbox.countStarts('nvidia-smi')).toBe(1)
  execFileSync('sh', ['-c', `echo go >'${fifo}'`])
})

test('"--every" sends again and again, keeps a second pulse out, and leaves nothing when it is ended', async () => {
  const loop = sandbox.start(['pulse', '--every', '5'])
  berth.answers.push(problem(503, 'away', 'no'))
  const sentTwice = new Promise<void>((resolve) => {
    berth.onRequest = (count) => {
      if (count === 2) resolve()
    }
  })
  await sentTwice
  expect((await sandbox.run(['pulse'])).code).toBe(7)
  const ended = new Promise((resolve) => {
    loop.on('close', resolve)
  })
  loop.kill('SIGTERM')
  expect(await ended).toBe(143)
  expect(await readdir(sandbox.path('run'))).toEqual([])
  const sequences = await Promise.all(
    [0, 1].map(async (index) =>
      Number(/^sequence=(\d+)$/m.exec((await readBundle(index)).get('manifest') ?? '')?.[1]),
    ),
  )
  expect(sequences[1]).toBeGreaterThan(sequences[0] ?? Number.NaN)
})

test.each([
  [['pulse', '--every', '4']],
  [['pulse', '--every', 'soon']],
  [['pulse', '--every']],
  [['pulse', '--every', '20', '--dry-run']],
  [['pulse', '--output', '/tmp']],
  [['pulse', '--fast']],
])('wrong usage is refused before anything is run: %j', async (args) => {
  expect((await sandbox.run(args)).code).toBe(2)
  expect(berth.requests).toHaveLength(0)
})
