import { spawn } from 'node:child_process'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { PostgresBinaries } from '@/server/launcher/embedded-postgres/binaries'
import type { OsUser } from '@/server/launcher/embedded-postgres/os-user'
import { LauncherError, type Report } from '@/server/launcher/report'

/** A database cluster on disk: its folder, its data directory and who runs it. */
export type Cluster = { home: string; pgdata: string; binaries: PostgresBinaries; osUser: OsUser | null }

export const SUPERUSER = 'postgres'

const SCRATCH_PREFIX = 'initdb-'

type EnsureArgs = {
  home: string
  binaries: PostgresBinaries
  osUser: OsUser | null
  superuserPassword: string
  isDurable: boolean
  report: Report
}

/** The cluster of a folder, initialised on first use. */
export async function ensureCluster(args: EnsureArgs): Promise<Cluster> {
  const { home, binaries } = args
  const pgdata = join(home, 'pgdata')
  const owner = await findOwner(pgdata, args.osUser)
  await mkdir(home, { recursive: true, mode: 0o700 })
  const log = join(home, 'log')
  await mkdir(log, { recursive: true, mode: 0o700 })
  if (owner !== null) {
    for (const folder of [home, log]) await chown(folder, owner.uid, owner.gid)
  }
  const cluster = { home, pgdata, binaries, osUser: owner }
  const version = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version === null) await initialise(cluster, args)
  else if (Number(version) !== binaries.majorVersion) {
    throw new LauncherError(
      `The database in ${pgdata} was made by PostgreSQL ${version.trim()}, this Berth brings ${binaries.majorVersion}. ` +
        'Make a backup with the Berth that wrote it, then restore it here into an empty data folder.',
    )
  }
  return cluster
}

/** Whoever made the data directory keeps running it: PostgreSQL insists on owning it. */
async function findOwner(pgdata: string, osUser: OsUser | null): Promise<OsUser | null> {
  const found = await stat(pgdata).catch(() => null)
  if (found === null || osUser === null || found.uid === osUser.uid) return osUser
  if (found.uid === 0)
    throw new LauncherError(`${pgdata} belongs to root; give it to ${osUser.name} (chown -R)`)
  return { name: String(found.uid), uid: found.uid, gid: found.gid }
}

/** Works in a scratch folder and renames at the end, so that an interrupted first start leaves nothing half-made. */
async function initialise(cluster: Cluster, args: EnsureArgs): Promise<void> {
  args.report(`creating the database in ${cluster.home}`)
  for (const name of await readdir(cluster.home)) {
    if (name.startsWith(SCRATCH_PREFIX)) await rm(join(cluster.home, name), { recursive: true, force: true })
  }
  const scratch = await mkdtemp(join(cluster.home, SCRATCH_PREFIX))
  const passwordFile = join(scratch, 'password')
  try {
    await writeFile(passwordFile, `${args.superuserPassword}\n`, { mode: 0o600 })
    await chmod(scratch, 0o700)
    if (cluster.osUser !== null) {
      for (const path of [scratch, passwordFile]) await chown(path, cluster.osUser.uid, cluster.osUser.gid)
    }
    const fresh = join(scratch, 'pgdata')
    await runInitdb(cluster, [
      `--pgdata=${fresh}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(args.isDurable ? [] : ['--no-sync']),
    ])
    await rename(fresh, cluster.pgdata)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function runInitdb(cluster: Cluster, flags: string[]): Promise<void> {
  const child = spawn(join(cluster.binaries.home, 'bin', 'initdb'), flags, {
    ...describeSpawn(cluster),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new LauncherError(`The database could not be created:\n${output.trim()}`)
}

/**
 * How every PostgreSQL program is started: in its own session, so that Ctrl-C at the terminal does not reach it
 * before the web has stopped; as the unprivileged user; with nothing of Berth's environment.
 */
export function describeSpawn(cluster: Cluster): {
  cwd: string
  detached: true
  env: NodeJS.ProcessEnv
  uid?: number
  gid?: number
} {
  const { osUser } = cluster
  return {
    cwd: cluster.home,
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_ENV: process.env.NODE_ENV },
    ...(osUser === null ? {} : { uid: osUser.uid, gid: osUser.gid }),
  }
}
