import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identifyProcess, isErrno, readCommandLine } from '@/server/launcher/process-identity'

/** What PostgreSQL writes about itself into `postmaster.pid` of its data directory. */
export type PostmasterFile = { pid: number; dataDirectory: string; port: number | null; isReady: boolean }

const PID_LINE = 0
const DIRECTORY_LINE = 1
const PORT_LINE = 3
const STATUS_LINE = 7

/** Parses the file's lines; null for one that was cut short while being written. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n')
  const pid = Number(lines[PID_LINE])
  const dataDirectory = lines[DIRECTORY_LINE]
  if (!Number.isInteger(pid) || pid <= 0 || !dataDirectory) return null
  const port = Number(lines[PORT_LINE])
  return {
    pid,
    dataDirectory,
    port: Number.isInteger(port) && port > 0 ? port : null,
    isReady: lines[STATUS_LINE]?.trim() === 'ready',
  }
}

function readPostmasterFile(pgdata: string): PostmasterFile | null {
  try {
    return parsePostmasterFile(readFileSync(join(pgdata, 'postmaster.pid'), 'utf8'))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

/** The live PostgreSQL of exactly this data directory, or null. Safe against a pid that was given away again. */
export function findLivePostmaster(pgdata: string): PostmasterFile | null {
  const file = readPostmasterFile(pgdata)
  if (file === null || identifyProcess(file.pid) === null) return null
  return servesDirectory(file.pid, pgdata) ? file : null
}

/**
 * A dead server's file makes PostgreSQL refuse to start where its pid now belongs to somebody else, and also while
 * the dead one waits for its parent to collect it: for ever in a container whose first process collects nobody. The
 * pid alone is replaced by one that cannot live: the rest names the shared memory by which PostgreSQL proves that
 * no orphaned backend still writes.
 */
export function disownDeadPid(pgdata: string): void {
  const file = readPostmasterFile(pgdata)
  if (file === null || findLivePostmaster(pgdata) !== null) return
  const path = join(pgdata, 'postmaster.pid')
  const [, ...rest] = readFileSync(path, 'utf8').split('\n')
  writeFileSync(path, [String(PID_THAT_CANNOT_LIVE), ...rest].join('\n'))
}

/** Above the largest pid_max Linux and macOS allow. */
const PID_THAT_CANNOT_LIVE = 2 ** 30

/** PostgreSQL makes its data directory the working directory; where /proc does not tell, its arguments do. */
function servesDirectory(pid: number, pgdata: string): boolean {
  const directory = realpathSync(pgdata)
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory
  } catch {
    const command = readCommandLine(pid)
    return command === null || command.includes('postgres')
  }
}
