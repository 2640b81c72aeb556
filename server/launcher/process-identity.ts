import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process told apart from a later one that was given the same number. */
export type ProcessIdentity = { pid: number; birth: string }

/** The identity of a live process, or null when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const birth = process.platform === 'linux' ? readLinuxBirth(pid) : readPosixBirth(pid)
  return birth === null ? null : { pid, birth }
}

export function identifyOwnProcess(): ProcessIdentity {
  const identity = identifyProcess(process.pid)
  if (identity === null) throw new Error('This process cannot read its own entry in the process table')
  return identity
}

export function isSameProcessAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.birth === identity.birth
}

/** Sends a signal to a process, or to its group when `pid` is negative; a process that is gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error
  }
}

/** The name of a process as a person knows it, or null when the system does not tell. */
export function readCommandLine(pid: number): string | null {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
    return words.length === 0 ? null : words.join(' ').slice(0, 120)
  } catch {
    return null
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** Boot and start time in clock ticks since it: the command name may hold blanks and brackets, so cut after it. */
function readLinuxBirth(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startTicks] = [fields[0], fields[19]]
    if (state === 'Z' || state === 'X' || startTicks === undefined) return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`
  } catch {
    return null
  }
}

function readPosixBirth(pid: number): string | null {
  try {
    const answer = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim()
    return answer === '' || answer.startsWith('Z') ? null : answer.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}
