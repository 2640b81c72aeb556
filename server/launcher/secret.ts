import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from '@/server/launcher/process-identity'
import { LauncherError } from '@/server/launcher/report'

const SECRET_BYTES = 48

/**
 * The secret of a data folder, made on the first start and never again: sessions and stored credentials depend
 * on it. It appears whole or not at all.
 */
export async function ensureSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'secret')
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600 })
  try {
    await link(draft, path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < SECRET_BYTES) throw new LauncherError(`${path} is damaged; restore it from a copy`)
  return secret
}
