import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnvironment } from '@/server/config/env'
import { ensureBuild } from '@/server/launcher/build'
import { findChromium } from './chromium'
import { prepareCollectorTools } from './collector-tools'
import { checkWith, runTests, type Step, type StepResult } from './run-step'
import {
  addCounts,
  countStep,
  describeCounts,
  NO_TESTS,
  readPlaywrightCounts,
  readVitestCounts,
  type TestCounts,
} from './test-counts'

/** Everything that must hold before a change is taken, cheapest first; `npm test` runs it. */
function listSteps(reports: string): Step[] {
  const environment = parseEnvironment(process.env)
  const { noInstall, chromium: told } = environment
  return [
    { name: 'format', run: checkWith('biome', 'ci', '--colors=off') },
    { name: 'lint', run: checkWith('oxlint', '--type-aware') },
    { name: 'route types', run: checkWith('next', 'typegen') },
    { name: 'types', run: checkWith('tsc', '--noEmit') },
    { name: 'unused code', run: checkWith('knip') },
    { name: 'unit tests', run: () => runVitest('unit', reports) },
    { name: 'service tests on PostgreSQL', run: () => runVitest('services', reports) },
    {
      name: 'process tests',
      run: async () => {
        await prepareCollectorTools({ noInstall, report })
        return runVitest('process', reports)
      },
    },
    {
      name: 'build',
      run: async () => {
        await ensureBuild({ root: process.cwd(), report, signal: new AbortController().signal })
        return { hasSucceeded: true, counts: NO_TESTS }
      },
    },
    {
      name: 'end-to-end tests',
      run: async () => {
        const browser = await findChromium({ told, noInstall, report })
        report(`browser: ${browser.version}, ${browser.path} (from ${browser.origin})`)
        return runPlaywright(browser.path, reports)
      },
    },
  ]
}

function report(line: string): void {
  console.log(`      ${line}`)
}

function runVitest(project: string, reports: string): Promise<StepResult> {
  const file = join(reports, `${project}.json`)
  return runTests({
    words: [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    report: file,
    readCounts: readVitestCounts,
  })
}

function runPlaywright(chromium: string, reports: string): Promise<StepResult> {
  const file = join(reports, 'playwright.json')
  return runTests({
    words: ['playwright', 'test', '--reporter=list,json'],
    env: { BERTH_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    report: file,
    readCounts: readPlaywrightCounts,
  })
}

async function runStep(step: Step): Promise<StepResult> {
  const startMs = performance.now()
  const result = await step.run().catch((error: unknown): StepResult => {
    console.log(error instanceof Error ? error.message : String(error))
    return { hasSucceeded: false, counts: countStep(NO_TESTS, false) }
  })
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  console.log(`${result.hasSucceeded ? 'ok  ' : 'FAIL'}  ${step.name}, ${seconds} s`)
  return result
}

/** Exit code of the run: the first step that fails ends it. */
async function runAll(): Promise<number> {
  const reports = await mkdtemp(join(tmpdir(), 'berth-test-reports-'))
  const steps = listSteps(reports)
  let total: TestCounts = NO_TESTS
  let failedStep: Step | null = null
  for (const step of steps) {
    const result = await runStep(step)
    total = addCounts(total, result.counts)
    if (result.hasSucceeded) continue
    failedStep = step
    break
  }
  await rm(reports, { recursive: true })
  if (failedStep !== null) {
    const unreached = steps.slice(steps.indexOf(failedStep) + 1).map(({ name }) => name)
    const rest = unreached.length === 0 ? '' : `; not reached: ${unreached.join(', ')}`
    console.log(`\nStopped at: ${failedStep.name}${rest}`)
  }
  console.log(describeCounts(total))
  return failedStep === null ? 0 : 1
}

process.exit(await runAll())
