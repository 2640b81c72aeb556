import { readFile, stat } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CollectorSandbox } from './testing/collector-sandbox'
import { FakeBerth, HOST_TOKEN } from './testing/fake-berth'

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

const enrol = (...extra: string[]) =>
  sandbox.run(['enrol', '--url', berth.url, '--timer', ...extra], { stdin: 'berth_enrolment_abc123\n' })
const readUnit = (name: string) => readFile(sandbox.path('root/etc/systemd/system', name), 'utf8')
const readCalls = async () => (await readFile(sandbox.path('systemctl.calls'), 'utf8')).trim().split('\n')
// Readers ask systemctl too; only what changes something is of interest here.
const recordCalls = () =>
  sandbox.fakeTool(
    'systemctl',
    `case $1 in show) exit 1 ;; esac; echo "$@" >>'${sandbox.path('systemctl.calls')}'`,
  )

test('without systemd it says so, and the host is enrolled all the same', async () => {
  const run = await enrol()
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('no systemd')
  expect(berth.ingested).toHaveLength(1)
})

test('the timers run an installed copy, hardened: a collection every ten minutes, a pulse every twenty seconds', async () => {
  await recordCalls()
  const run = await enrol()
  expect(run, run.stderr).toMatchObject({ code: 0 })
  expect(await readCalls()).toEqual(['daemon-reload', 'enable --now berth-collect.timer berth-pulse.timer'])
  const installed = sandbox.path('root/usr/local/lib/berth/berth-collect.sh')
  expect(await readFile(installed, 'utf8')).toContain('# berth-collect: ')
  for (const [name, command] of [
    ['berth-collect', 'collect'],
    ['berth-pulse', 'pulse'],
  ] as const) {
    const unit = await readUnit(`${name}.service`)
    expect(unit).toContain(`\nExecStart=/bin/sh ${installed} ${command}\n`)
    expect(unit).toContain('\nProtectKernelModules=yes\n')
    expect(unit).toContain('\nCapabilityBoundingSet=~CAP_SYS_MODULE ')
    expect(unit).not.toContain(HOST_TOKEN)
  }
  expect(await readUnit('berth-collect.timer')).toContain('\nOnCalendar=*:0/10\n')
  expect(await readUnit('berth-pulse.timer')).toContain('\nOnUnitActiveSec=20s\n')
  expect(await readUnit('berth-pulse.service')).toContain('\nSuccessExitStatus=5 7\n')
})

test('uninstall removes everything, a list of tools to be skipped included', async () => {
  await recordCalls()
  expect((await enrol()).code).toBe(0)
  expect((await stat(sandbox.path('conf/skip'))).isFile()).toBe(true)
  expect(await sandbox.run(['uninstall'])).toMatchObject({ code: 0 })
  expect((await readCalls()).slice(2)).toEqual([
    'disable --now berth-collect.timer berth-pulse.timer',
    'daemon-reload',
  ])
  const gone = ['conf', 'run', 'spool', 'root/usr/local/lib/berth']
  const units = ['berth-collect', 'berth-pulse', 'berth-guest'].flatMap((unit) => [
    `root/etc/systemd/system/${unit}.timer`,
    `root/etc/systemd/system/${unit}.service`,
  ])
  for (const path of [...gone, ...units]) {
    await expect(stat(sandbox.path(path)), path).rejects.toMatchObject({ code: 'ENOENT' })
  }
})

test('a host that has exporters can do without the pulse, and enrolling again takes a timer away', async () => {
  await recordCalls()
  expect((await enrol()).code).toBe(0)
  expect((await enrol('--no-pulse')).code).toBe(0)
  expect((await readCalls()).slice(2)).toEqual([
    'disable --now berth-collect.timer berth-pulse.timer',
    'daemon-reload',
    'daemon-reload',
    'enable --now berth-collect.timer',
  ])
  await expect(readUnit('berth-pulse.timer')).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await readUnit('berth-collect.timer')).toContain('[Timer]')
})

test('a guest has one timer, which collects the guest profile', async () => {
  await recordCalls()
  const run = await enrol('--guest')
  expect(run, run.stderr).toMatchObject({ code: 0 })
  expect(await readUnit('berth-guest.service')).toMatch(/^ExecStart=.* collect --guest$/m)
  expect(await readUnit('berth-guest.timer')).toContain('\nOnCalendar=*:0/10\n')
  await expect(readUnit('berth-collect.timer')).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await sandbox.run(['uninstall'])).toMatchObject({ code: 0 })
  await expect(readUnit('berth-guest.service')).rejects.toMatchObject({ code: 'ENOENT' })
})
