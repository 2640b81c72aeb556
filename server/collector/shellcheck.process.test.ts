import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ALL_SHELLS, COLLECTOR, isInstalled } from './testing/collector-sandbox'

const hasShellcheck = isInstalled('shellcheck')
if (!hasShellcheck)
  process.stdout.write('skipped: shellcheck is not installed, the collector was not linted\n')

test.skipIf(!hasShellcheck)('shellcheck has nothing to say about the collector as POSIX sh', () => {
  const run = spawnSync('shellcheck', ['--shell=sh', COLLECTOR], { encoding: 'utf8' })
  expect(run.stdout).toBe('')
  expect(run.status).toBe(0)
})

test('every shell of this machine parses the collector and prints its help', () => {
  expect(ALL_SHELLS.length).toBeGreaterThan(0)
  for (const [program = 'sh', ...before] of ALL_SHELLS) {
    execFileSync(program, [...before, '-n', COLLECTOR])
    expect(execFileSync(program, [...before, COLLECTOR, 'help'], { encoding: 'utf8' })).toContain(
      'exit codes',
    )
  }
})
