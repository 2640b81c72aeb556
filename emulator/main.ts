import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { writeBundleFiles } from './bundle'
import { keepReporting, prepareDemo } from './demo'
import { DemoStateFile } from './demo-state'
import { enrolHost, postBundle } from './host-client'
import { RefusedError } from './http-answer'
import { ESTATE } from './layouts/estate'
import { STAGES } from './layouts/moment'

const USAGE = `usage: node --import tsx emulator/main.ts MODE

  write DIR   write the raw tool outputs of every host, as DIR/HOST/STAGE/FILE
  post        enrol every host at BERTH_URL with the enrolment token on standard input, and post its bundles
  demo        fill the empty Berth at BERTH_URL (BERTH_SETUP_CODE), or go on where an earlier start left off;
              with BERTH_DEMO_LIVE=1 the hosts go on reporting every BERTH_DEMO_INTERVAL_SECONDS (180),
              with a pulse every BERTH_DEMO_PULSE_SECONDS (20) in between
              remembers in BERTH_DEMO_STATE (default: demo-estate.json in BERTH_DATA_DIR, .berth/demo)
`

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())

async function writeEstate(folder: string): Promise<void> {
  let fileCount = 0
  for (const describeHost of ESTATE) {
    for (const stage of STAGES) {
      const host = describeHost({ stage, tick: stage })
      const target = join(folder, host.hostname, String(stage))
      await mkdir(target, { recursive: true })
      const stamp = {
        bundleId: crypto.randomUUID(),
        sequence: stage + 1,
        collectedAt: Math.floor(Date.now() / 1000),
      }
      for (const [name, content] of writeBundleFiles(host, stamp)) {
        await writeFile(join(target, name), content)
        fileCount += 1
      }
    }
  }
  console.log(`wrote ${fileCount} files of ${ESTATE.length} hosts to ${folder}`)
}

async function postEstate(berthUrl: string): Promise<void> {
  const enrolmentToken = (await text(process.stdin)).trim()
  for (const describeHost of ESTATE) {
    const first = describeHost({ stage: 0, tick: 0 })
    const { token, slug, state } = await enrolHost({
      berthUrl,
      enrolmentToken,
      host: first,
      signal: stop.signal,
    })
    console.log(`${first.hostname}: enrolled as ${slug} (${state})`)
    for (const stage of STAGES) {
      const now = new Date()
      const result = await postBundle({
        berthUrl,
        hostToken: token,
        host: describeHost({ stage, tick: stage }),
        collectedAt: now,
        sequence: Math.floor(now.getTime() / 10) + stage,
        signal: stop.signal,
      }).catch((error: unknown) => {
        if (error instanceof RefusedError) return error.message
        throw error
      })
      console.log(`${first.hostname}: stage ${stage} ${result}`)
    }
  }
}

async function runDemo(berthUrl: string): Promise<void> {
  const { env } = process
  const path = env.BERTH_DEMO_STATE || join(env.BERTH_DATA_DIR || join('.berth', 'demo'), 'demo-estate.json')
  const args = {
    berthUrl,
    setupCode: env.BERTH_SETUP_CODE || null,
    file: await DemoStateFile.open(path, env.BERTH_DEMO_PASSWORD || undefined),
    estate: ESTATE,
    say: (line: string) => console.log(line),
    signal: stop.signal,
  }
  await prepareDemo(args)
  if (env.BERTH_DEMO_LIVE === '1')
    await keepReporting(args, {
      fullMs: Number(env.BERTH_DEMO_INTERVAL_SECONDS || 180) * 1000,
      pulseMs: Number(env.BERTH_DEMO_PULSE_SECONDS || 20) * 1000,
    })
}

function readBerthUrl(): string {
  const url = process.env.BERTH_URL
  if (!url) throw new Error('BERTH_URL is not set')
  return url.replace(/\/$/, '')
}

async function main([mode, folder]: string[]): Promise<number> {
  if (mode === 'write' && folder) await writeEstate(folder)
  else if (mode === 'post') await postEstate(readBerthUrl())
  else if (mode === 'demo') await runDemo(readBerthUrl())
  else {
    console.error(USAGE)
    return 2
  }
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // Asked to stop in the middle of something: that is no failure.
  if (!stop.signal.aborted) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
