import { EnvironmentError, parseEnvironment } from '@/server/config/env'
import { loadEnvFile } from '@/server/config/env-file'
import { LauncherError, openReport } from '@/server/launcher/report'
import { chooseParts, type Mode, runBerth } from '@/server/launcher/start-berth'

const MODES: Record<Mode, { dataDir: string }> = {
  start: { dataDir: '.berth' },
  demo: { dataDir: '.berth/demo' },
  dev: { dataDir: '.berth/dev' },
}

function announce(line: string): void {
  process.stdout.write(`\n${line}\n`)
}

/** Exit code of this process. */
async function launch(word: string | undefined): Promise<number> {
  const mode = (Object.keys(MODES) as Mode[]).find((name) => name === word)
  if (mode === undefined) {
    console.error(`Usage: node --import tsx server/launcher/main.ts ${Object.keys(MODES).join('|')}`)
    return 2
  }
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort())
  try {
    const dataDir = process.env.BERTH_DATA_DIR || MODES[mode].dataDir
    const environment = parseEnvironment({ ...process.env, BERTH_DATA_DIR: dataDir })
    const report = openReport(
      (text) => process.stdout.write(text),
      () => performance.now(),
    )
    const root = process.cwd()
    await runBerth(
      { mode, root, environment, signal: stopping.signal, report, announce },
      chooseParts(root, mode),
    )
    return 0
  } catch (error) {
    const isForPerson = error instanceof LauncherError || error instanceof EnvironmentError
    console.error(isForPerson ? `\n${error.message}` : error)
    return 1
  }
}

// A terminal that was closed, or `| head`, must not end what runs.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
loadEnvFile()
process.exit(await launch(process.argv[2]))
