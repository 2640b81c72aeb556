import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type OsUser, ROOT_STATE_FOLDER } from '@/server/launcher/embedded-postgres/os-user'
import { findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import { isErrno, signalProcess } from '@/server/launcher/process-identity'
import { LauncherError, type Report } from '@/server/launcher/report'
import { waitFor } from '@/server/launcher/wait'

/**
 * `database.json` in the data folder: where the database is and how to get in. It remembers the place, because
 * the place is named by a hash of the data folder's path and the folder may be moved.
 */
const schema = z.object({
  version: z.literal(1),
  /** The data folder this file was written in; another path now means it was moved or copied. */
  dataDir: z.string(),
  /** Holds pgdata/ and log/. */
  home: z.string(),
  port: z.number().int().nullable(),
  superuserPassword: z.string(),
  ownerPassword: z.string(),
  appPassword: z.string(),
})

export type DatabaseLayout = z.infer<typeof schema>

type LayoutArgs = { dataDir: string; osUser: OsUser | null; report: Report }

/** Reads the layout of a data folder, or makes one for a folder that has none. */
export async function openLayout({ dataDir, osUser, report }: LayoutArgs): Promise<DatabaseLayout> {
  const absolute = resolve(dataDir)
  await mkdir(absolute, { recursive: true, mode: 0o700 })
  const remembered = await readLayout(absolute)
  if (remembered === null) return createLayout({ dataDir: absolute, osUser, report })
  if (remembered.dataDir === absolute) return remembered
  const original = await readLayout(remembered.dataDir)
  if (original !== null && original.home === remembered.home && remembered.home !== absolute) {
    throw new LauncherError(
      `${absolute} is a copy of ${remembered.dataDir}, and the database belongs to the original.\n` +
        `Start from there, or remove ${absolute} and bring the data over with "berth backup" and "berth restore".`,
    )
  }
  const home = remembered.home === remembered.dataDir ? absolute : remembered.home
  const moved = { ...remembered, dataDir: absolute, home }
  await writeLayout(moved)
  return moved
}

export async function readLayout(dataDir: string): Promise<DatabaseLayout | null> {
  const path = join(dataDir, 'database.json')
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    if (isErrno(error, 'EACCES')) {
      throw new LauncherError(`${path} belongs to another user: start Berth as the user who started it first`)
    }
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new LauncherError(
        `${path} is damaged. It holds the way into the database; restore it from a copy.`,
      )
    }
    throw error
  }
}

/** Replaces the file in one step: it holds passwords that exist nowhere else. */
export async function writeLayout(layout: DatabaseLayout): Promise<void> {
  const path = join(layout.dataDir, 'database.json')
  await writeFile(`${path}.new`, `${JSON.stringify(layout, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** Without characters that a URL or a shell would have to quote. */
function makePassword(): string {
  return randomBytes(24).toString('base64url')
}

async function createLayout({ dataDir, osUser, report }: LayoutArgs): Promise<DatabaseLayout> {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const home = osUser === null ? dataDir : join(ROOT_STATE_FOLDER, hash)
  if (await stat(join(home, 'pgdata')).catch(() => null)) {
    await stopForgottenServer(join(home, 'pgdata'))
    const aside = `${home}/pgdata.without-key-${randomBytes(3).toString('hex')}`
    await rename(join(home, 'pgdata'), aside)
    report(`A database of an earlier ${dataDir} had lost its key; it was set aside as ${aside}`)
  }
  const layout: DatabaseLayout = {
    version: 1,
    dataDir,
    home,
    port: null,
    superuserPassword: makePassword(),
    ownerPassword: makePassword(),
    appPassword: makePassword(),
  }
  await writeLayout(layout)
  return layout
}

/** Somebody removed the data folder under a running database: nobody can sign in to it any more. */
async function stopForgottenServer(pgdata: string): Promise<void> {
  const live = findLivePostmaster(pgdata)
  if (live === null) return
  signalProcess(live.pid, 'SIGINT')
  await waitFor(() => (findLivePostmaster(pgdata) === null ? true : null), {
    what: `PostgreSQL of ${pgdata} stopping`,
    timeoutMs: 30_000,
  })
}
