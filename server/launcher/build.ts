import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawnOnLeash, stopChild } from '@/server/launcher/child-process'
import { LauncherError, type Report } from '@/server/launcher/report'
import { hashSources } from '@/server/launcher/source-hash'
import { StoppedError } from '@/server/launcher/supervise'

/** Folder of the self-contained server that `next build` leaves. */
export function locateStandalone(root: string): string {
  return join(root, '.next', 'standalone')
}

type BuildArgs = { root: string; report: Report; signal: AbortSignal }

const STILL_BUILDING_EVERY_MS = 20_000
const OUTPUT_CHARS_SHOWN = 6_000

/** Builds the console unless the build at hand was made from these very sources. */
export async function ensureBuild({ root, report, signal }: BuildArgs): Promise<void> {
  const { hash } = await hashSources(root)
  const stampFile = join(root, '.next', 'berth-build-stamp')
  const isBuilt = (await stat(join(locateStandalone(root), 'server.js')).catch(() => null)) !== null
  if (isBuilt && (await readFile(stampFile, 'utf8').catch(() => '')) === hash) return
  report('building the console, about two minutes the first time')
  await rm(stampFile, { force: true })
  await runNextBuild({ root, report, signal })
  await cp(join(root, '.next', 'static'), join(locateStandalone(root), '.next', 'static'), {
    recursive: true,
  })
  if (await stat(join(root, 'public')).catch(() => null)) {
    await cp(join(root, 'public'), join(locateStandalone(root), 'public'), { recursive: true })
  }
  await writeFile(stampFile, hash)
  report('the console is built')
}

async function runNextBuild({ root, report, signal }: BuildArgs): Promise<void> {
  const child = spawnOnLeash({
    name: 'next build',
    args: [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'],
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    output: 'pipe',
  })
  let output = ''
  const remember = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_CHARS_SHOWN)
  }
  child.stdout?.on('data', remember)
  child.stderr?.on('data', remember)
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, endSignal) => resolve(endSignal ?? String(code)))
  })
  const stopEarly = () => void stopChild(child, gone)
  signal.addEventListener('abort', stopEarly, { once: true })
  const ticking = setInterval(() => report('still building the console'), STILL_BUILDING_EVERY_MS)
  const how = await gone
  clearInterval(ticking)
  signal.removeEventListener('abort', stopEarly)
  if (signal.aborted) throw new StoppedError()
  if (how !== '0') throw new LauncherError(`${output.trim()}\n\nThe console could not be built (${how}).`)
}
