import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canListen } from '@/server/launcher/embedded-postgres/free-port'
import { readLayout } from '@/server/launcher/embedded-postgres/layout'
import { findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import { WaitTimeoutError, waitFor } from '@/server/launcher/wait'

const TIMEOUT_MS = 60_000

/** A launcher with stand-in children, in a process of its own, and what it has printed so far. */
export type LaunchedBerth = {
  process: ChildProcess
  port: number
  lines: () => string[]
  /** Settles with the line once it was printed after `from` lines. */
  line: (pattern: RegExp, from?: number) => Promise<string>
  exitCode: Promise<number | null>
}

type LaunchArgs = {
  dataDir: string
  port?: number
  workerScript?: string
  /** Berth's own migrations, worker and one-time code instead of the stand-ins'. */
  isReal?: boolean
  env?: Readonly<Record<string, string>>
}

export async function launchBerth(args: LaunchArgs): Promise<LaunchedBerth> {
  const { dataDir, port, isReal = false, workerScript = isReal ? 'real' : 'worker.mjs', env = {} } = args
  const chosen = port ?? (await chooseWebPort())
  const script = join(import.meta.dirname, 'stand-ins', 'launch.ts')
  const migrations = isReal ? join(process.cwd(), 'db', 'migrations') : await writeMigrations(dataDir)
  const child = spawn(process.execPath, ['--import', 'tsx', script, migrations, workerScript], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      BERTH_DATA_DIR: dataDir,
      BERTH_PORT: String(chosen),
      BERTH_HOST: '127.0.0.1',
      BERTH_NO_INSTALL: process.env.BERTH_NO_INSTALL,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const lines = () => output.split('\n').filter(Boolean)
  let hasEnded = false
  // Only then all was read; children that outlive a killed launcher still write where it did.
  child.once('close', () => {
    hasEnded = true
  })
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
  })
  const find = (pattern: RegExp, from: number) =>
    lines()
      .slice(from)
      .find((text) => pattern.test(text)) ?? null
  const line = async (pattern: RegExp, from = 0) => {
    const options = { what: String(pattern), timeoutMs: TIMEOUT_MS, everyMs: 20 }
    try {
      // What has ended will not print it any more.
      const said = await waitFor(() => find(pattern, from) ?? (hasEnded ? '' : null), options)
      if (said !== '') return said
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error
    }
    throw new Error(`${pattern} was not printed${hasEnded ? ' before the end' : ' in time'}:\n${output}`)
  }
  return { process: child, port: chosen, lines, line, exitCode }
}

/** The ports between are handed out by the system to whoever asks for any, also to other tests a moment later. */
const LOWEST_PORT = 20_000
const FIRST_EPHEMERAL_PORT = 32_768

async function chooseWebPort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, FIRST_EPHEMERAL_PORT)
    if (await canListen({ host: '127.0.0.1', port })) return port
  }
}

/** The smallest schema with something to acknowledge, in the folder format the migrator reads. */
async function writeMigrations(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'test-migrations')
  await mkdir(join(folder, 'meta'), { recursive: true })
  const entries = [{ idx: 0, version: '7', when: 1_764_000_000_000, tag: '0000_note', breakpoints: true }]
  await writeFile(join(folder, '0000_note.sql'), 'CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY)')
  await writeFile(
    join(folder, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  )
  return folder
}

/** What the stand-in web says of itself; null while it does not answer. */
export async function askWeb(port: number): Promise<{ pid: number; databaseUrl: string } | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    return answer.ok ? ((await answer.json()) as { pid: number; databaseUrl: string }) : null
  } catch {
    return null
  }
}

/** Writes a row through the web; its number only when the web acknowledged it. */
export async function writeNote(port: number): Promise<number | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })
    return answer.ok ? ((await answer.json()) as { id: number }).id : null
  } catch {
    return null
  }
}

/** The pid of the live database of a data folder, or null. */
export async function findDatabasePid(dataDir: string): Promise<number | null> {
  const layout = await readLayout(dataDir)
  return layout === null ? null : (findLivePostmaster(join(layout.home, 'pgdata'))?.pid ?? null)
}
