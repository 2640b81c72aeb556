import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const VERSION_TIMEOUT_MS = 20_000

/** Where a program of the PATH is, or null. */
export async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    if (folder !== '' && (await isExecutable(path))) return path
  }
  return null
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** What a program says of its version; null when it does not run (Ubuntu's chromium may be a note about snap). */
export async function readVersion(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS })
    return stdout.trim().split('\n')[0] ?? ''
  } catch {
    return null
  }
}

/** Whether Debian packages can be installed here: a Debian, and its root. */
export async function canInstallPackages(): Promise<boolean> {
  if (process.getuid?.() !== 0 || (await findProgram('apt-get')) === null) return false
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^ID="?debian"?$/m.test(release)
}

/** @throws with apt-get's own words when it does not succeed */
export async function installPackage(name: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, maxBuffer: 64 * 1024 * 1024 }
  await run('apt-get', ['update', '-qq'], options)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options)
}
