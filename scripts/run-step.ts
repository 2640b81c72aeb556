import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { countStep, NO_TESTS, type TestCounts } from './test-counts'

/** One check of the run, as a command or as work of this process. */
export type Step = {
  name: string
  run: () => Promise<StepResult>
}

export type StepResult = { hasSucceeded: boolean; counts: TestCounts }

type Command = {
  /** A program of node_modules/.bin and its arguments. */
  words: [string, ...string[]]
  env?: Record<string, string>
  /** Whether its output is shown as it comes, or only when it fails. */
  isLoud?: boolean
}

/** A program that speaks through its exit code. */
export function checkWith(...words: [string, ...string[]]): Step['run'] {
  return async () => {
    const hasSucceeded = await runCommand({ words })
    return { hasSucceeded, counts: countStep(NO_TESTS, hasSucceeded) }
  }
}

type TestCommand = Command & { report: string; readCounts: (report: unknown) => TestCounts }

/** A test runner; a run that succeeds without having run a test has failed. */
export async function runTests({ report, readCounts, ...command }: TestCommand): Promise<StepResult> {
  const hasExitedWell = await runCommand({ ...command, isLoud: true })
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return { hasSucceeded: false, counts: countStep(NO_TESTS, false) }
  const counts = readCounts(JSON.parse(text))
  const hasSucceeded = hasExitedWell && counts.failed === 0 && counts.passed > 0
  return { hasSucceeded, counts: countStep(counts, hasSucceeded) }
}

async function runCommand({ words: [program, ...args], env, isLoud = false }: Command): Promise<boolean> {
  const child = spawn(`node_modules/.bin/${program}`, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', isLoud ? 'inherit' : 'pipe', isLoud ? 'inherit' : 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const hasSucceeded = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
  if (!hasSucceeded && !isLoud) console.log(output.trimEnd())
  return hasSucceeded
}
