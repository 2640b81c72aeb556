import { join } from 'node:path'
import { locateStandalone } from '@/server/launcher/build'
import type { ChildSpec } from '@/server/launcher/child-process'

/** Everything the children are told; assembled once, before the first of them starts. */
export type ChildSettings = {
  root: string
  dataDir: string
  host: string
  port: number
  url: string
  secret: string
  /** Connection of the runtime role. The owner's is never handed to a child. */
  databaseUrl: string
  output: (name: string) => ChildSpec['output']
}

const HEALTH_TIMEOUT_MS = 2_000

/**
 * V8 for many short-lived facts: more room for what is young, so that little of it grows old, and an old heap that
 * grows by no more than its own size. Ingesting 1,250 hosts peaks about 100 MiB lower (docs/results/ingest.md).
 */
const SPARING_FLAGS = ['--heap-growing-percent=100', '--max-semi-space-size=32']

export function describeWeb(settings: ChildSettings): ChildSpec {
  const cwd = locateStandalone(settings.root)
  return {
    name: 'web',
    args: [...SPARING_FLAGS, join(cwd, 'server.js')],
    cwd,
    env: { ...listVariables(settings), NODE_ENV: 'production' },
    output: settings.output('web'),
    isReady: () => isHealthy(settings),
  }
}

/** The console with hot reload, for working on Berth itself. */
export function describeDevelopmentWeb(settings: ChildSettings): ChildSpec {
  const { root, host, port } = settings
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next')
  return {
    ...describeWeb(settings),
    args: [next, 'dev', '--hostname', host, '--port', String(port)],
    cwd: root,
    env: { ...listVariables(settings), NODE_ENV: 'development' },
  }
}

export function describeWorker(settings: ChildSettings): ChildSpec {
  return {
    name: 'worker',
    args: ['--import', 'tsx', join(settings.root, 'server', 'jobs', 'main.ts')],
    cwd: settings.root,
    env: { ...listVariables(settings), NODE_ENV: 'production' },
    output: settings.output('worker'),
  }
}

export function describeDemoEstate(settings: ChildSettings, setupCode: string | null): ChildSpec {
  return {
    name: 'demo estate',
    args: ['--import', 'tsx', join(settings.root, 'emulator', 'main.ts'), 'demo'],
    cwd: settings.root,
    env: {
      ...process.env,
      BERTH_URL: settings.url,
      BERTH_DATA_DIR: settings.dataDir,
      BERTH_SETUP_CODE: setupCode ?? '',
      BERTH_DEMO_LIVE: '1',
    },
    output: 'inherit',
  }
}

function listVariables(settings: ChildSettings): NodeJS.ProcessEnv {
  const { DATABASE_MIGRATE_URL: _ownerStaysHere, ...inherited } = process.env
  return {
    ...inherited,
    PORT: String(settings.port),
    HOSTNAME: settings.host,
    BERTH_PORT: String(settings.port),
    BERTH_HOST: settings.host,
    BERTH_URL: settings.url,
    BERTH_SECRET: settings.secret,
    BERTH_DATA_DIR: settings.dataDir,
    DATABASE_URL: settings.databaseUrl,
    NEXT_TELEMETRY_DISABLED: '1',
  }
}

async function isHealthy({ host, port }: ChildSettings): Promise<boolean> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const authority = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const answer = await fetch(`http://${authority}/api/health`, {
    signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
  })
  await answer.body?.cancel()
  return answer.ok
}
