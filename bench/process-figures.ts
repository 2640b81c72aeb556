import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** What Linux's proc tells of processes; on other systems nothing is known, and null says so. */
const CLOCK_TICKS_PER_SECOND = 100
const KIB_PER_MIB = 1024

/** The most memory a process has held at once since it began, or since `forgetPeak`, in MiB. */
export function readPeakMib(pid: number): number | null {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1]
  return kib === undefined ? null : Number(kib) / KIB_PER_MIB
}

/** Lets the peak of a process begin anew from what it holds now. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Not Linux, or not ours to say: then the peak is that of its whole life, which is no less.
  }
}

/** Seconds of processor time that a process has used. */
export function readCpuSeconds(pid: number): number | null {
  return readTimes(pid)?.ownSeconds ?? null
}

/** The same for a process with all its children, those included that have ended. */
export function readFamilyCpuSeconds(pid: number): number | null {
  const parent = readTimes(pid)
  if (parent === null) return null
  const children = readdirSync('/proc').flatMap((name) => {
    const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null
    return times?.parentPid === pid ? [times.ownSeconds] : []
  })
  return children.reduce((sum, seconds) => sum + seconds, parent.ownSeconds + parent.endedSeconds)
}

function readTimes(pid: number): { parentPid: number; ownSeconds: number; endedSeconds: number } | null {
  // The name, in parentheses, may hold anything; the fields after it are numbered from the third, the state.
  const [, rest] = /^\d+ \(.*\) (.*)$/s.exec(readProc(pid, 'stat') ?? '') ?? []
  if (rest === undefined) return null
  const fields = rest.split(' ').map(Number)
  const secondsAt = (first: number) =>
    ((fields[first - 3] ?? 0) + (fields[first - 2] ?? 0)) / CLOCK_TICKS_PER_SECOND
  return { parentPid: fields[1] ?? 0, ownSeconds: secondsAt(14), endedSeconds: secondsAt(16) }
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}
