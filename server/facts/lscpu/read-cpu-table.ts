import type { LscpuPlacement } from '@/server/core/inventory/tools/cpu-facts'

/** Where in a row each number stands; -1: in no column. */
export interface CpuColumns {
  separator: RegExp
  cpu: number
  core: number
  socket: number
  node: number
  online: number
}

/**
 * The header of a table: `# CPU,Core,Socket,Node,,L1d,L1i,L2,L3` (`-p`) or `CPU NODE SOCKET CORE L1d:L1i:L2:L3 ONLINE`
 * (`-e`). Which columns there are is up to the caller of lscpu. Null for any other line.
 */
export function readCpuHeader(line: string): CpuColumns | null {
  const isParsable = /^# CPU(?:,|$)/i.test(line)
  if (!isParsable && !/^CPU(?:\s+[A-Z]\w*(?::\w+)*)*\s*$/.test(line)) return null
  const separator = isParsable ? /,/ : /\s+/
  const names = line.replace(/^# /, '').trim().toUpperCase().split(separator)
  return {
    separator,
    cpu: names.indexOf('CPU'),
    core: names.indexOf('CORE'),
    socket: names.indexOf('SOCKET'),
    node: names.indexOf('NODE'),
    online: names.indexOf('ONLINE'),
  }
}

/** One CPU; null when the row does not begin with its number. `-` and an empty cell are unknown. */
export function readCpuRow(line: string, columns: CpuColumns): LscpuPlacement | null {
  const cells = line.trim().split(columns.separator)
  const cpu = readNumber(cells[columns.cpu])
  if (cpu === null) return null
  return {
    cpu,
    core: readNumber(cells[columns.core]),
    socket: readNumber(cells[columns.socket]),
    node: readNumber(cells[columns.node]),
    isOnline: readOnline(cells[columns.online]),
  }
}

function readNumber(cell: string | undefined): number | null {
  return cell !== undefined && /^\d{1,6}$/.test(cell) ? Number(cell) : null
}

function readOnline(cell: string | undefined): boolean | null {
  const word = cell?.toLowerCase()
  if (word === 'yes' || word === 'y') return true
  return word === 'no' || word === 'n' ? false : null
}
