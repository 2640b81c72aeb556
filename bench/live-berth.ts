import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findFreePort } from '@/server/launcher/embedded-postgres/free-port'
import { readLayout } from '@/server/launcher/embedded-postgres/layout'
import { findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import { createTemporaryDataDir } from '@/server/launcher/testing/temporary-data-dir'

/** Berth as `npm start` runs it, on a database of its own that is thrown away. */
export interface LiveBerth {
  url: string
  setupCode: string
  webPid: number
  databasePid: number
  stop(): Promise<void>
}

const OUTPUT_CHARACTERS_SHOWN = 4000
const childrenSchema = z.array(z.object({ name: z.string(), pid: z.number() }))

/** Starts it, building the console first where that is due. @throws with its last words when it does not start */
export async function startBerth(say: (line: string) => void): Promise<LiveBerth> {
  const dataDir = await createTemporaryDataDir()
  const port = await findFreePort(null)
  const url = `http://127.0.0.1:${port}`
  const launcher = spawn(
    process.execPath,
    ['--import', 'tsx', join('server', 'launcher', 'main.ts'), 'start'],
    {
      env: {
        ...process.env,
        ...NOTHING_OF_OURS,
        BERTH_DATA_DIR: dataDir.path,
        BERTH_PORT: String(port),
        BERTH_HOST: '127.0.0.1',
        BERTH_URL: url,
        BERTH_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(launcher, 'exit')
  const stop = async () => {
    if (launcher.exitCode === null && launcher.signalCode === null) {
      launcher.kill('SIGTERM')
      await ended
    }
    await dataDir.remove()
  }
  try {
    const setupCode = await new Promise<string>((resolve, reject) => {
      let output = ''
      const listen = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_SHOWN)
        const code = /one-time code: (\S+)/.exec(output)?.[1]
        if (code !== undefined) resolve(code)
        if (chunk.includes('building')) say(chunk.toString().trim())
      }
      launcher.stdout.on('data', listen)
      launcher.stderr.on('data', listen)
      void ended.then(() => reject(new Error(`Berth did not start:\n${output}`)))
    })
    const children = childrenSchema.parse(
      JSON.parse(await readFile(join(dataDir.path, 'children.json'), 'utf8')),
    )
    const webPid = children.find(({ name }) => name === 'web')?.pid
    const layout = await readLayout(dataDir.path)
    const databasePid = layout && findLivePostmaster(join(layout.home, 'pgdata'))?.pid
    if (webPid === undefined || !databasePid) throw new Error('Berth has started without a web or a database')
    return { url, setupCode, webPid, databasePid, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Empty counts as absent, and keeps a `.env` from pointing it at somebody's own database. */
const NOTHING_OF_OURS = {
  DATABASE_URL: '',
  DATABASE_MIGRATE_URL: '',
  PROMETHEUS_URL: '',
  BERTH_SECRET: '',
  BERTH_TRUSTED_PROXIES: '',
}
