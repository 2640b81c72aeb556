import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CollectorSandbox, SHELLS } from './testing/collector-sandbox'
import { FakeBerth, problem, unpackBundle } from './testing/fake-berth'

const XID = 'NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus.'

let sandbox: CollectorSandbox
let berth: FakeBerth
beforeEach(async () => {
  sandbox = await CollectorSandbox.create()
  berth = await FakeBerth.start()
  await sandbox.runOnly('kernel-log')
  await sandbox.write('conf/url', `${berth.url}\n`)
  await sandbox.write('conf/token', 'berth_host_0123456789abcdefABCDEF\n', 0o600)
})
afterEach(async () => {
  await berth.stop()
  await sandbox.remove()
})

/** What the next bundle says of the kernel's log. */
async function collectLog(shell?: string[]): Promise<string | undefined> {
  const run = await sandbox.run(['collect'], shell ? { shell } : {})
  expect(run, run.stderr).toMatchObject({ code: 0 })
  return (await unpackBundle(berth.ingested.at(-1)?.body ?? Buffer.alloc(0))).get('kernel-log.txt')
}

const writeDmesg = (...lines: string[]) => sandbox.fakeTool('dmesg', `cat <<'LOG'\n${lines.join('\n')}\nLOG`)

test.each(SHELLS.map((shell) => ({ shell, name: shell.join(' ') })))(
  'each bundle holds the lines since the last one, and only those about GPUs and PCI ($name)',
  async ({ shell }) => {
    const boot = ['[    0.500000] Linux version 6.1', '[    9.999999] vfio-pci 0000:3b:00.0: enabling']
    await writeDmesg(...boot)
    expect(await collectLog(shell)).toBe(`${boot[1]}\n`)
    await writeDmesg(...boot, `[   10.000001] ${XID}`, '[  100.000000] usb 1-1: new device')
    expect(await collectLog(shell)).toBe(`[   10.000001] ${XID}\n`)
    expect(await collectLog(shell)).toBe('-- No entries --\n')
  },
)

test('lines are told once a bundle of them is kept: not used up by a dry run, nor lost while Berth is away', async () => {
  await writeDmesg(`[   10.000001] ${XID}`)
  expect(await (await sandbox.collect()).read('kernel-log.txt')).toContain('Xid')
  berth.answers.push(problem(503, 'away', 'no'), problem(503, 'away', 'no'))
  expect((await sandbox.run(['collect'])).code).toBe(5)
  berth.requests.length = 0
  expect(await collectLog()).toBe('-- No entries --\n')
  expect(berth.ingested).toHaveLength(2)
  const kept = await unpackBundle(berth.ingested[0]?.body ?? Buffer.alloc(0))
  expect(kept.get('kernel-log.txt')).toContain('Xid')
})

test('a state of another boot tells nothing about this one', async () => {
  await writeDmesg(`[   10.000001] ${XID}`)
  await sandbox.write('spool/kernel-log', 'dmesg 00000000-0000-0000-0000-000000000000 5000.000000\n')
  expect(await collectLog()).toContain('Xid')
})

test('the journal is read on from its cursor, so that the last words before a crash are not missed', async () => {
  const line = `2025-11-22T18:16:41+00:00 gpu-01 kernel: ${XID}`
  const calls = sandbox.path('journalctl.calls')
  await sandbox.fakeTool(
    'journalctl',
    `echo "$*" >>'${calls}'; echo '${line}'; echo '-- cursor: s=ab;i=1;b=c d'`,
  )
  await sandbox.fakeTool('dmesg', 'exit 1')
  expect(await collectLog()).toBe(`${line}\n`)
  expect(await collectLog()).toBe(`${line}\n`)
  const [first = '', second = ''] = (await readFile(calls, 'utf8')).trim().split('\n')
  expect(first).toContain(' -b _TRANSPORT=kernel')
  expect(second).toContain('--after-cursor=s=ab;i=1;b=c d _TRANSPORT=kernel')
  expect(second).not.toMatch(/ -[bk] /)
  expect(await sandbox.countStarts('dmesg')).toBe(0)
})

test('a journal that shows nothing at all is not silence: dmesg is asked, and its refusal is the answer', async () => {
  await sandbox.fakeTool('journalctl', 'exit 0')
  await sandbox.fakeTool(
    'dmesg',
    'echo "dmesg: read kernel buffer failed: Operation not permitted" >&2; exit 1',
  )
  const { tools, read } = await sandbox.collect()
  expect(tools.get('kernel-log')).toMatchObject({ status: 'failed', exit: '1', file: 'kernel-log.txt' })
  expect(await read('kernel-log.txt.err')).toContain('Operation not permitted')
  expect(await sandbox.countStarts('dmesg')).toBe(1)
})
