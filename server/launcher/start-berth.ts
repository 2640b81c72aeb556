import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@/server/config/env'
import { ensureBuild } from '@/server/launcher/build'
import { refuseBusyPort } from '@/server/launcher/busy-port'
import { type ChildSpec, describeChild } from '@/server/launcher/child-process'
import { endLeftovers, openChildRecord } from '@/server/launcher/child-record'
import {
  type ChildSettings,
  describeDemoEstate,
  describeDevelopmentWeb,
  describeWeb,
  describeWorker,
} from '@/server/launcher/child-specs'
import { describeDatabase } from '@/server/launcher/database-service'
import type { DatabaseUrls } from '@/server/launcher/embedded-postgres/roles'
import { refuseUnusableDatabase } from '@/server/launcher/external-database'
import { migrateDatabase } from '@/server/launcher/migrate'
import { LauncherError, type Report } from '@/server/launcher/report'
import { RESTART_POLICY, type RestartPolicy } from '@/server/launcher/restart-policy'
import { takeRunLock } from '@/server/launcher/run-lock'
import { ensureSecret } from '@/server/launcher/secret'
import { readSetupCode } from '@/server/launcher/setup-code'
import { createSupervisor, type Supervisor } from '@/server/launcher/supervise'

export type Mode = 'start' | 'demo' | 'dev'

export type StartBerthArgs = {
  mode: Mode
  root: string
  environment: Environment
  /** Aborted when the person asks to stop. */
  signal: AbortSignal
  report: Report
  /** Prints lines that stand alone, without the elapsed time. */
  announce: Report
}

/** The parts of a running Berth that differ between the real one and a test's stand-in. */
export type Parts = {
  build: (args: { root: string; report: Report; signal: AbortSignal }) => Promise<void>
  migrationsDir: string
  web: (settings: ChildSettings) => ChildSpec
  worker: (settings: ChildSettings) => ChildSpec
  /** Runs once beside the others, after they are ready; a failure of it ends Berth. */
  companion: ((settings: ChildSettings, setupCode: string | null) => ChildSpec) | null
  restartPolicy: RestartPolicy
}

export function chooseParts(root: string, mode: Mode): Parts {
  return {
    build: mode === 'dev' ? async () => undefined : ensureBuild,
    migrationsDir: join(root, 'db', 'migrations'),
    web: mode === 'dev' ? describeDevelopmentWeb : describeWeb,
    worker: describeWorker,
    companion: mode === 'demo' ? describeDemoEstate : null,
    restartPolicy: RESTART_POLICY,
  }
}

/** Runs Berth until it is asked to stop. @throws LauncherError when it cannot start or a part keeps failing */
export async function runBerth(args: StartBerthArgs, parts: Parts): Promise<void> {
  const { environment, report, signal } = args
  const { dataDir, port, url } = environment
  const host = environment.host ?? (args.mode === 'start' ? '0.0.0.0' : '127.0.0.1')
  const lock = await takeRunLock({ dataDir, what: 'Berth', url })
  const record = openChildRecord(dataDir)
  const supervisor = createSupervisor({
    report,
    policy: parts.restartPolicy,
    onSpawned: (name, pid) => record.add(name, pid),
  })
  const stopped = new Promise<'stopped'>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  try {
    await endLeftovers(dataDir, report)
    await refuseBusyPort({ host, port })
    const started = startParts({ ...args, host, supervisor }, parts)
    const failure = await Promise.race([stopped, supervisor.failed, started.then(() => supervisor.failed)])
    if (failure !== 'stopped') throw new LauncherError(await describeFailure(dataDir, failure))
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    if (signal.aborted) report('stopping')
    await supervisor.stop()
    await record.clear()
    await lock.release()
  }
}

type StartPartsArgs = StartBerthArgs & { host: string; supervisor: Supervisor }

/** Brings everything up, one after the other, and settles when Berth can be used. */
async function startParts(args: StartPartsArgs, parts: Parts): Promise<void> {
  const { root, environment, host, report, announce, signal, supervisor } = args
  const { dataDir, port, url } = environment
  const { databaseUrl, databaseMigrateUrl } = environment
  // Before the build, which takes minutes.
  if (databaseUrl !== null) await refuseUnusableDatabase({ databaseUrl, databaseMigrateUrl })
  await parts.build({ root, report, signal })
  const secret = environment.secret ?? (await ensureSecret(dataDir))
  const { ownerUrl, appUrl } = await openDatabase(args)
  await migrateDatabase({ ownerUrl, appUrl, migrationsDir: parts.migrationsDir, report })
  const setupCode = await readSetupCode(root, { databaseUrl: appUrl, secret })
  const output = await prepareOutput(args)
  const settings = { root, dataDir, host, port, url, secret, databaseUrl: appUrl, output }
  report('starting web and worker')
  const services = [parts.web(settings), parts.worker(settings)]
  await Promise.all(services.map((spec) => supervisor.keep(describeChild(spec))))
  announce(`Berth is ready at ${url}`)
  if (parts.companion !== null)
    await supervisor.runBeside(describeChild(parts.companion(settings, setupCode)))
  else if (setupCode !== null) {
    announce(`There is no operator yet. Open ${url} and use this one-time code: ${setupCode}`)
  }
}

async function openDatabase(args: StartPartsArgs): Promise<Pick<DatabaseUrls, 'ownerUrl' | 'appUrl'>> {
  const { environment, report, supervisor } = args
  const { databaseUrl, databaseMigrateUrl, dataDir, noInstall } = environment
  if (databaseUrl !== null) return { ownerUrl: databaseMigrateUrl ?? databaseUrl, appUrl: databaseUrl }
  report('starting the database')
  let opened: DatabaseUrls | null = null
  const onOpened = (urls: DatabaseUrls) => {
    opened = urls
  }
  await supervisor.keep(describeDatabase({ dataDir, noInstall, report, onOpened }), { stopsLast: true })
  if (opened === null) throw new Error('The database was kept without having been opened')
  return opened
}

/** The demo's terminal shows the sign-ins, not log lines; those go to files that start anew each time. */
async function prepareOutput({ mode, environment }: StartPartsArgs): Promise<ChildSettings['output']> {
  if (mode !== 'demo') return () => 'inherit'
  const folder = join(environment.dataDir, 'log')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return (name) => ({ file: join(folder, `${name}.log`) })
}

const LOG_LINES_SHOWN = 15

async function describeFailure(dataDir: string, failure: string): Promise<string> {
  const name = failure.split(' ')[0] ?? ''
  const path = join(dataDir, 'log', `${name}.log`)
  const text = await readFile(path, 'utf8').catch(() => '')
  const tail = text.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n')
  return text === ''
    ? `${failure}. Berth gives up.`
    : `${tail}\n\n${failure}. Berth gives up; its log is ${path}`
}
