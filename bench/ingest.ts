import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { EstateAtScale, type ScaleRefresh } from '@/emulator/estate-at-scale'
import { deliverBundles, enrolEstate, packBundles } from './estate-delivery'
import { type Part, readHost } from './facts'
import { startBerth } from './live-berth'
import { forgetPeak, readCpuSeconds, readFamilyCpuSeconds, readPeakMib } from './process-figures'

/** 10,000 GPUs. */
export const FULL_HOST_COUNT = 1250
export const WEB_BUDGET_MIB = 400
const FIRST_BUDGET_S = 120
const REFRESH_BUDGET_S = 30
/** Enough bundles to say what reading one takes in the process at hand, after as many to warm up. */
const BASELINE_BUNDLES = 20

export interface IngestPhase {
  name: string
  hostCount: number
  seconds: number
  /** Of reading the same bundles and composing their hosts in one process, without HTTP or a database. */
  baselineMsPerHost: number
  /** Processor time per host; null where the system does not tell. */
  webMsPerHost: number | null
  databaseMsPerHost: number | null
  webPeakMib: number | null
  budgetSeconds: number | null
}

interface PhaseSpec extends ScaleRefresh {
  name: string
  budgetSeconds: number | null
}

const PHASES: PhaseSpec[] = [
  { name: 'first ingest', refresh: 0, readings: 'identical', budgetSeconds: FIRST_BUDGET_S },
  { name: 'refresh without a change', refresh: 1, readings: 'identical', budgetSeconds: REFRESH_BUDGET_S },
  { name: 'refresh with other readings', refresh: 2, readings: 'moving', budgetSeconds: null },
]

/** An estate delivered over HTTP to Berth as it runs in production, phase after phase. */
export async function* measureIngest(
  hostCount: number,
  say: (line: string) => void,
): AsyncGenerator<IngestPhase> {
  const estate = new EstateAtScale(hostCount)
  const berth = await startBerth(say)
  try {
    say(`enrolling ${hostCount} hosts at ${berth.url}`)
    const tokens = await enrolEstate(berth, estate)
    const firstCollectedAt = Math.floor(Date.now() / 1000)
    for (const { name, budgetSeconds, ...refresh } of PHASES) {
      const bundles = await packBundles(estate, { ...refresh, firstCollectedAt })
      const baselineMsPerHost = await measureReading(bundles)
      forgetPeak(berth.webPid)
      const webBefore = readCpuSeconds(berth.webPid)
      const databaseBefore = readFamilyCpuSeconds(berth.databasePid)
      const seconds = (await deliverBundles(berth.url, tokens, bundles)) / 1000
      const perHost = (before: number | null, after: number | null) =>
        before === null || after === null ? null : ((after - before) * 1000) / hostCount
      yield {
        name,
        hostCount,
        seconds,
        baselineMsPerHost,
        webMsPerHost: perHost(webBefore, readCpuSeconds(berth.webPid)),
        databaseMsPerHost: perHost(databaseBefore, readFamilyCpuSeconds(berth.databasePid)),
        webPeakMib: readPeakMib(berth.webPid),
        budgetSeconds,
      }
    }
  } finally {
    await berth.stop()
  }
}

async function measureReading(bundles: readonly Buffer[]): Promise<number> {
  const hosts = await Promise.all(bundles.slice(0, BASELINE_BUNDLES).map(unpack))
  const readAll = () => {
    for (const parts of hosts) readHost(parts)
  }
  readAll()
  const start = performance.now()
  readAll()
  return (performance.now() - start) / hosts.length
}

async function unpack(bundle: Buffer): Promise<Part[]> {
  const tar = extract()
  tar.end(gunzipSync(bundle))
  const parts: Part[] = []
  for await (const entry of tar) {
    const chunks: Uint8Array[] = []
    for await (const chunk of entry) chunks.push(chunk as Uint8Array)
    if (entry.header.name !== 'manifest')
      parts.push({ fileName: entry.header.name, bytes: Buffer.concat(chunks) })
  }
  return parts
}
