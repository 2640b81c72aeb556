import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CollectorSandbox, FULL_TOOL_IDS, type RunOptions, SHELLS } from './testing/collector-sandbox'

/** Waits on the opening end of a named pipe, so a test decides when it ends: no clock involved. */
const blockOn = (fifo: string) => `read -r _ <'${fifo}'`

let sandbox: CollectorSandbox
beforeEach(async () => {
  sandbox = await CollectorSandbox.create()
})
afterEach(async () => {
  await sandbox.remove()
})

async function collectToFolder(options: RunOptions = {}) {
  const collected = await sandbox.collect(options)
  expect([...collected.tools.keys()]).toEqual(FULL_TOOL_IDS)
  return collected
}

test('at least one shell is there to test under', () => {
  expect(SHELLS.length).toBeGreaterThan(0)
})

describe.each(SHELLS.map((shell) => ({ shell, name: shell.join(' ') })))('under $name', ({ shell }) => {
  test('an answering tool is in the bundle, an absent one is recorded as absent, a failing one with its words', async () => {
    await sandbox.fakeTool('lscpu', `echo '{"lscpu":[]}'`)
    await sandbox.fakeTool('lspci', 'echo half; echo "no access to the bus" >&2; exit 3')
    await sandbox.fakeTool('uname', 'exit 0')
    const { tools, read } = await collectToFolder({ shell })

    expect(tools.get('lscpu')).toMatchObject({ status: 'ok', exit: '0', file: 'lscpu.json' })
    expect(await read('lscpu.json')).toBe('{"lscpu":[]}\n')
    expect(tools.get('lspci')).toMatchObject({ status: 'failed', exit: '3', file: 'lspci.txt' })
    expect(await read('lspci.txt.err')).toBe('no access to the bus\n')
    expect(tools.get('numactl')).toMatchObject({ status: 'absent', exit: '-', file: '-' })
    expect(tools.get('dmi')).toMatchObject({ status: 'absent', exit: '-', file: '-' })
    expect(tools.get('uname')).toMatchObject({ status: 'failed', file: '-' })
    expect(tools.get('os-release')).toMatchObject({ status: 'ok', file: 'os-release.txt' })
  })

  test('a tool over its time is ended and its half answer dropped, even if it ignores TERM, with and without `timeout`', async () => {
    await sandbox.fakeTool(
      'numactl',
      `trap '' TERM; echo $$ >>'${sandbox.path('pids')}'; while :; do sleep 0.1; done`,
    )
    await sandbox.fakeTool('lscpu', 'echo "{"; exec sleep 600')
    const env = { BERTH_COLLECT_TOOL_SECONDS: '1', BERTH_COLLECT_GRACE_SECONDS: '1' }
    const withTimeout = await collectToFolder({ shell, env })
    await sandbox.removeTool('timeout')
    const withWatchdog = await collectToFolder({ shell, env })

    for (const { tools, read } of [withTimeout, withWatchdog]) {
      for (const [tool, file] of [
        ['numactl', 'numactl.txt'],
        ['lscpu', 'lscpu.json'],
      ] as const) {
        expect(tools.get(tool)).toMatchObject({ status: 'timedOut', exit: '-', file })
        await expect(read(file)).rejects.toMatchObject({ code: 'ENOENT' })
        expect(await read(`${file}.err`)).toMatch(/^no answer within 1 s\n/)
      }
    }
    const pids = (await readFile(sandbox.path('pids'), 'utf8')).trim().split('\n')
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(existsSync(`/proc/${pid}`), `process ${pid} is gone`).toBe(false)
  })

  test('a tool that not even KILL ends is left behind as toolHung, and no run starts another until it is gone', async () => {
    // What the kernel does to a process in uninterruptible sleep: signals have no effect.
    await sandbox.write('bin/timeout', '#!/bin/sh\nshift 3\nexec "$@"\n', 0o755)
    const fifo = sandbox.path('fifo')
    execFileSync('mkfifo', [fifo])
    await sandbox.fakeTool('numactl', blockOn(fifo))
    await sandbox.fakeTool('lscpu', `echo '{"lscpu":[]}'`)
    const env = { BERTH_COLLECT_TOOL_SECONDS: '1', BERTH_COLLECT_GRACE_SECONDS: '0' }

    const first = await collectToFolder({ shell, env })
    expect(first.tools.get('numactl')).toMatchObject({ status: 'toolHung', exit: '-' })
    await expect(first.read('numactl.txt')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(first.tools.get('lscpu')).toMatchObject({ status: 'ok' })
    const [pid, start] = (await readFile(sandbox.path('run/tool.numactl'), 'utf8')).split(' ')
    expect(existsSync(`/proc/${pid}`)).toBe(true)
    expect(Number(start)).toBeGreaterThan(0)

    const second = await collectToFolder({ shell, env })
    expect(second.tools.get('numactl')).toMatchObject({ status: 'toolHung', seconds: '0' })
    expect(await second.read('numactl.txt.err')).toContain(`still hangs (process ${pid})`)
    expect(second.tools.get('lscpu')).toMatchObject({ status: 'ok' })
    expect(await sandbox.countStarts('numactl')).toBe(1)

    await writeFile(fifo, '\n')
    await waitForEnd(Number(pid))
    await sandbox.fakeTool('numactl', 'echo back')
    const third = await collectToFolder({ shell, env })
    expect(third.tools.get('numactl')).toMatchObject({ status: 'ok' })
    expect(await sandbox.countStarts('numactl')).toBe(2)
  })

  test('two collections never run at once, and the lock of a killed one is taken over', async () => {
    const fifo = sandbox.path('fifo')
    execFileSync('mkfifo', [fifo])
    await sandbox.fakeTool('numactl', blockOn(fifo))
    const first = sandbox.start(['collect', '--dry-run'], { shell })
    await new Promise<void>((resolve) => {
      first.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('running: ') && chunk.toString().includes('numactl')) resolve()
      })
    })
    const second = await sandbox.run(['collect', '--dry-run'], { shell })
    expect(second.code).toBe(7)
    expect(second.stderr).toContain(`another collection is running (process ${first.pid})`)

    first.kill('SIGKILL')
    await new Promise((resolve) => {
      first.on('exit', resolve)
    })
    await writeFile(fifo, '\n')
    await sandbox.fakeTool('numactl', 'echo back')
    await collectToFolder({ shell })
    expect(existsSync(sandbox.path('run/lock'))).toBe(false)
  })

  test('the output of a tool is bounded, and nothing of an overflow is sent', async () => {
    await sandbox.fakeTool('lspci', 'while :; do echo 0000:00:00.0; done')
    const { tools, read } = await collectToFolder({ shell, env: { BERTH_COLLECT_TOOL_BYTES: '4096' } })
    // The name stays for the reason beside it; there is no such file.
    expect(tools.get('lspci')).toMatchObject({ status: 'failed', file: 'lspci.txt' })
    await expect(read('lspci.txt')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await read('lspci.txt.err')).toContain('output exceeded 4096 bytes')
  })

  test('sysfs is read with its links: driver, IOMMU group and the bridge above each device', async () => {
    const bridge = 'root/sys/devices/pci0000:3a/0000:3a:00.0'
    await sandbox.write(`${bridge}/class`, '0x060400\n')
    await sandbox.write(`${bridge}/0000:3b:00.0/class`, '0x030200\n')
    await sandbox.write(`${bridge}/0000:3b:00.0/current_link_width`, '8\n')
    await sandbox.link('../../../../bus/pci/drivers/vfio-pci', `${bridge}/0000:3b:00.0/driver`)
    await sandbox.link('../../../../kernel/iommu_groups/42', `${bridge}/0000:3b:00.0/iommu_group`)
    const devices = '../../../devices/pci0000:3a/0000:3a:00.0'
    await sandbox.link(devices, 'root/sys/bus/pci/devices/0000:3a:00.0')
    await sandbox.link(`${devices}/0000:3b:00.0`, 'root/sys/bus/pci/devices/0000:3b:00.0')
    await sandbox.write('root/sys/devices/system/node/node0/cpulist', '0-7\n')
    await sandbox.write(
      'root/sys/devices/system/node/node0/meminfo',
      'Node 0 MemTotal: 5 kB\nNode 0 Active: 1 kB\n',
    )
    await sandbox.write('root/sys/devices/system/node/node1/cpulist', '\n')
    await sandbox.write('root/sys/class/dmi/id/product_uuid', '4c4c4544-0000-1000-8000-000000000001\n')

    const { read } = await collectToFolder({ shell })
    expect((await read('sysfs-pci.txt')).trim().split('\n').toSorted()).toEqual([
      '/sys/bus/pci/devices/0000:3a:00.0/class:0x060400',
      '/sys/bus/pci/devices/0000:3a:00.0/parent:pci0000:3a',
      '/sys/bus/pci/devices/0000:3b:00.0/class:0x030200',
      '/sys/bus/pci/devices/0000:3b:00.0/current_link_width:8',
      '/sys/bus/pci/devices/0000:3b:00.0/driver:vfio-pci',
      '/sys/bus/pci/devices/0000:3b:00.0/iommu_group:42',
      '/sys/bus/pci/devices/0000:3b:00.0/parent:0000:3a:00.0',
    ])
    expect((await read('sysfs-node.txt')).trim().split('\n')).toEqual([
      '/sys/devices/system/node/node0/cpulist:0-7',
      '/sys/devices/system/node/node1/cpulist:',
      '/sys/devices/system/node/node0/meminfo:Node 0 MemTotal: 5 kB',
    ])
    expect(await read('dmi.txt')).toBe(
      '/sys/class/dmi/id/product_uuid:4c4c4544-0000-1000-8000-000000000001\n',
    )
  })

  test('nvidia-smi runs only where its kernel module is loaded already', async () => {
    await sandbox.fakeTool('nvidia-smi', 'echo "$@"')
    const without = await collectToFolder({ shell })
    expect(without.tools.get('nvidia-smi-q-x')).toMatchObject({ status: 'absent', exit: '-' })
    expect(await without.read('nvidia-smi-q-x.xml.err')).toContain('would load the NVIDIA kernel module')
    expect(await sandbox.countStarts('nvidia-smi')).toBe(0)

    await sandbox.write('root/sys/module/nvidia/version', '580.95.05\n')
    const loaded = await collectToFolder({ shell })
    expect(await loaded.read('nvidia-smi-q-x.xml')).toBe('-q -x\n')
    expect(await loaded.read('nvidia-smi-topo-m.txt')).toBe('topo -m\n')
  })
})

test('a dry run prints manifest and outputs, needs no enrolment, and keeps nothing', async () => {
  await sandbox.fakeTool('curl', 'exit 0')
  await sandbox.fakeTool('lscpu', `echo '{"lscpu":[]}'`)
  const run = await sandbox.run(['collect', '--dry-run'])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('===== manifest\nformat=berth-bundle/1\n')
  expect(run.stdout).toContain('===== lscpu.json\n{"lscpu":[]}\n')
  expect(run.stderr).toContain('dry run: nothing was sent')
  expect(await sandbox.countStarts('curl')).toBe(0)
  expect(await sandbox.readSpool()).toEqual([])
  expect(await readdir(sandbox.path('run'))).toEqual([])
})

/** Resolves when the process is gone: /proc is asked again after each short-lived child ends, never after a time. */
async function waitForEnd(pid: number): Promise<void> {
  for (let round = 0; round < 10_000 && existsSync(`/proc/${pid}`); round++) execFileSync('true')
  expect(existsSync(`/proc/${pid}`)).toBe(false)
}
