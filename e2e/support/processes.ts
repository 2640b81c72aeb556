import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { readState } from './state'

/** The one process that serves pages: a child of the launcher, by the folder it runs in. Reads Linux's /proc. */
export function findWebPid(): number {
  const { launcherPid } = readState('setup')
  const found = listChildren(launcherPid).filter((pid) => readFolder(pid).endsWith('standalone'))
  if (found.length !== 1)
    throw new Error(`expected one web process below ${launcherPid}, found ${found.length}`)
  return found[0] as number
}

export function readResidentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kib === undefined) throw new Error(`/proc/${pid}/status tells no VmRSS`)
  return Number(kib) / 1024
}

function listChildren(parent: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const below = pids.filter((pid) => readParent(pid) === parent)
  return below.flatMap((pid) => [pid, ...listChildren(pid)])
}

function readParent(pid: number): number | null {
  try {
    // The name in parentheses may hold anything; the state and the parent follow the last of them.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')
    return Number(fields?.[1])
  } catch {
    return null
  }
}

/** Next renames its process, so it is told by the folder it runs in. */
function readFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
