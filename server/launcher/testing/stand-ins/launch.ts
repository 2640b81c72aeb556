import { join } from 'node:path'
import { parseEnvironment } from '@/server/config/env'
import type { ChildSettings } from '@/server/launcher/child-specs'
import { describeWeb, describeWorker } from '@/server/launcher/child-specs'
import { LauncherError } from '@/server/launcher/report'
import { RESTART_POLICY } from '@/server/launcher/restart-policy'
import { runBerth } from '@/server/launcher/start-berth'

/**
 * The launcher as `main.ts` runs it, with small scripts in the places of web and worker, so that its behaviour is
 * tested without building the console. Arguments: the folder of a migration, the script of the worker, or `real` for
 * Berth's own with all that the launcher asks of the checkout.
 */
const [migrationsDir = '', workerScript = ''] = process.argv.slice(2)
const isReal = workerScript === 'real'
const standIn = (settings: ChildSettings, name: string, script: string) => ({
  ...describeWeb(settings),
  name,
  args: [join(import.meta.dirname, script)],
  cwd: process.cwd(),
})

const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort())
const print = (line: string) => {
  process.stdout.write(`${line}\n`)
}

try {
  await runBerth(
    {
      mode: 'start',
      root: isReal ? process.cwd() : join(process.cwd(), 'no-such-root'),
      environment: parseEnvironment(process.env),
      signal: stopping.signal,
      report: print,
      announce: print,
    },
    {
      build: async () => print('stand-in build'),
      migrationsDir,
      web: (settings) => standIn(settings, 'web', 'web.mjs'),
      worker: (settings) =>
        isReal
          ? describeWorker(settings)
          : { ...standIn(settings, 'worker', workerScript), isReady: undefined, stopGraceMs: 300 },
      companion: null,
      restartPolicy: { ...RESTART_POLICY, firstDelayMs: 1 },
    },
  )
  process.exit(0)
} catch (error) {
  print(error instanceof LauncherError ? error.message : String(error))
  process.exit(1)
}
