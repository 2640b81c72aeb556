import type { CpuCount } from '@/server/core/inventory/tools/irq-facts'
import { MAX_CPU_NUMBER } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

/** /proc/interrupts and /proc/softirqs: a header of CPUs, then rows of counters with words behind them. */
export interface CpuTable {
  /** The CPUs of the columns. Off-line ones have none, so a column's place says nothing. */
  cpus: number[]
  rows: CpuRow[]
}

export interface CpuRow {
  id: string
  total: number
  /** Null for the few rows with one number for the whole host. Zeros are left out. */
  counts: CpuCount[] | null
  rest: string
  /** 1-based. */
  line: number
}

/** Linux gives each interrupt a row; 8,192 CPUs with queues of their own stay below this. */
const MAX_ROWS = 50_000

/** Rows that x86, Arm and others print with one number, however many CPUs there are. */
const HOST_WIDE = /^(?:ERR|Err|MIS|BAD)$/

const HEADER = /^[ \t]*CPU\d{1,5}(?:[ \t]+CPU\d{1,5})*[ \t]*$/

/** Reads such a table. Rows with too few numbers are issues and left out. Throws `PartRefusal`. */
export function readCpuTable(text: string, issues: IssueList): CpuTable {
  const lines = text.split('\n')
  const headerAt = lines.findIndex((line) => line.includes('CPU') && HEADER.test(line.trimEnd()))
  if (headerAt < 0) throw new PartRefusal('unrecognised', 1, 'no header of CPUs')
  const cpus = readHeader(lines[headerAt] ?? '', headerAt + 1)
  const rows: CpuRow[] = []
  const seen = new Set<string>()
  lines.slice(headerAt + 1).forEach((text, offset) => {
    const line = headerAt + 2 + offset
    if (text.trim() === '') return
    const row = readRow(text, cpus, line, issues)
    if (row === null) return
    if (seen.has(row.id)) return issues.add('duplicate', line, row.id)
    seen.add(row.id)
    if (rows.push(row) > MAX_ROWS) throw new PartRefusal('tooLarge', line, `over ${MAX_ROWS} rows`)
  })
  return { cpus, rows }
}

function readHeader(header: string, line: number): number[] {
  const cpus = header
    .trim()
    .split(/\s+/)
    .map((label) => Number(label.slice(3)))
  const isAscending = cpus.every((cpu, column) => column === 0 || cpu > (cpus[column - 1] ?? 0))
  if (!isAscending || (cpus.at(-1) ?? 0) > MAX_CPU_NUMBER) {
    throw new PartRefusal('malformed', line, 'CPUs out of order')
  }
  return cpus
}

function readRow(text: string, cpus: number[], line: number, issues: IssueList): CpuRow | null {
  const id = /^[ \t]*([A-Za-z0-9_-]{1,32}):/.exec(text)
  if (!id?.[1]) {
    issues.add('unreadableLine', line, text.trim())
    return null
  }
  const wanted = HOST_WIDE.test(id[1]) ? 1 : cpus.length
  const { numbers, end } = readNumbers(text, id[0].length, wanted)
  if (numbers.length < wanted) {
    issues.add('raggedRow', line, `${id[1]}: ${numbers.length} counts, ${wanted} CPUs`)
    return null
  }
  const total = numbers.reduce((sum, count) => sum + count, 0)
  const counts = HOST_WIDE.test(id[1]) ? null : pickCounts(cpus, numbers)
  return { id: id[1], total, counts, rest: text.slice(end).trim(), line }
}

/** At most `wanted` numbers, since what follows them may begin with one. */
function readNumbers(text: string, from: number, wanted: number): { numbers: number[]; end: number } {
  const word = /[ \t]+(\d{1,15})(?=\s|$)/y
  word.lastIndex = from
  const numbers: number[] = []
  let end = from
  while (numbers.length < wanted) {
    const match = word.exec(text)
    if (!match) break
    numbers.push(Number(match[1]))
    end = word.lastIndex
  }
  return { numbers, end }
}

function pickCounts(cpus: number[], numbers: number[]): CpuCount[] {
  const counts: CpuCount[] = []
  numbers.forEach((count, column) => {
    const cpu = cpus[column]
    if (cpu !== undefined && count > 0) counts.push({ cpu, count })
  })
  return counts
}
