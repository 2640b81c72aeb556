import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LauncherError, type Report } from '@/server/launcher/report'

const run = promisify(execFile)

/** Numbers of the OS user that runs PostgreSQL in place of root; null when Berth is not root. */
export type OsUser = { name: string; uid: number; gid: number }

/** Where everything of an embedded database lives when Berth runs as root. */
export const ROOT_STATE_FOLDER = '/var/lib/berth'

/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged user: `berth`, made on the first start
 * unless `noInstall`, else `nobody`.
 */
export async function chooseOsUser(options: { noInstall: boolean; report: Report }): Promise<OsUser | null> {
  if (process.getuid?.() !== 0) return null
  const existing = await findOsUser('berth')
  if (existing) return existing
  if (!options.noInstall && (await createOsUser())) {
    options.report('Berth runs as root, PostgreSQL must not: created the system user "berth" for it')
    const created = await findOsUser('berth')
    if (created) return created
  }
  const nobody = await findOsUser('nobody')
  if (nobody === null || nobody.uid === 0) {
    throw new LauncherError(
      'PostgreSQL cannot run as root and there is no unprivileged user to run it as. Create one: useradd --system berth',
    )
  }
  return nobody
}

async function findOsUser(name: string): Promise<OsUser | null> {
  try {
    const uid = await run('id', ['-u', name])
    const gid = await run('id', ['-g', name])
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}

async function createOsUser(): Promise<boolean> {
  const home = ['--no-create-home', '--home-dir', ROOT_STATE_FOLDER, '--shell', '/usr/sbin/nologin']
  try {
    await run('useradd', ['--system', '--user-group', ...home, 'berth'])
    return true
  } catch {
    return false
  }
}
