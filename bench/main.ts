import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { measureFacts } from './facts'
import { FULL_HOST_COUNT, type IngestPhase, measureIngest, WEB_BUDGET_MIB } from './ingest'
import { judge, round } from './verdict'

const SMALL_HOST_COUNT = 60

/**
 * Every benchmark at its small size: `npm run bench`. With `-- --hosts 1250` the ingest has the size its budgets
 * speak of. The ratios are what to compare between machines, not the times.
 */
const { values } = parseArgs({ options: { hosts: { type: 'string', default: String(SMALL_HOST_COUNT) } } })
const hostCount = Number(values.hosts)
if (!Number.isInteger(hostCount) || hostCount < 1) throw new Error('--hosts takes a number of hosts')

describeMachine('before')

for (const { name, micros, baselineMicros, budgetMicros } of measureFacts()) {
  const ratio = `${round(micros / baselineMicros)} × the bare XML parser (${round(baselineMicros / 1000)} ms)`
  const verdict = budgetMicros === null ? '' : `; ${judge(micros / 1000, budgetMicros / 1000, 'ms')}`
  console.log(`${name}: ${round(micros / 1000)} ms, ${ratio}${verdict}`)
}
for await (const phase of measureIngest(hostCount, (line) => console.log(line))) describePhase(phase)
describeMachine('after')

function describeMachine(when: string): void {
  const [first, ...others] = cpus()
  const processors = `${others.length + 1} × ${first?.model.trim() || 'an unnamed processor'}`
  console.log(`Node ${process.version}, ${processors}; load average ${round(loadavg()[0] ?? 0)} ${when}`)
}

function describePhase(phase: IngestPhase): void {
  const { name, seconds, baselineMsPerHost, webMsPerHost, databaseMsPerHost, webPeakMib } = phase
  const msPerHost = (seconds * 1000) / phase.hostCount
  const ratio = round(msPerHost / baselineMsPerHost)
  console.log(
    `${name} of ${phase.hostCount} hosts: ${round(seconds)} s, ${round(msPerHost)} ms a host, ` +
      `${ratio} × reading and composing the same bundles (${round(baselineMsPerHost)} ms)`,
  )
  const whole = (msPerHost * FULL_HOST_COUNT) / 1000
  if (phase.budgetSeconds !== null) {
    const kind = phase.hostCount === FULL_HOST_COUNT ? 'measured' : 'by extrapolation'
    console.log(
      `  ${FULL_HOST_COUNT} hosts ${kind}: ${round(whole)} s, ${judge(whole, phase.budgetSeconds, 's')}`,
    )
  }
  if (webMsPerHost !== null && databaseMsPerHost !== null)
    console.log(
      `  processor time a host: web ${round(webMsPerHost)} ms, database ${round(databaseMsPerHost)} ms`,
    )
  if (webPeakMib === null) console.log('  memory of the web process: not told by this system')
  else
    console.log(
      `  highest memory of the web process: ${round(webPeakMib)} MiB, ${judge(webPeakMib, WEB_BUDGET_MIB, 'MiB')}`,
    )
}
