import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { splitCells } from './csv-cells'
import { type CsvColumn, findColumn } from './csv-columns'
import { findReason, setReasons } from './csv-reasons'
import { makeNode, setPath } from './log-tree'
import { isNoDevices, MAX_GPUS, NO_DEVICES, readLog } from './read-log'

interface HeaderCell {
  /** Null where no fact is taken from it. */
  column: CsvColumn | null
  /** The reason for held clocks that it tells, or `active` for the mask of all. */
  reason: string | null
  /** `[MiB]` of the header. */
  unit: string | null
}

/**
 * `nvidia-smi --query-gpu=… --format=csv`, any columns in any order, with or without units: each row is brought into
 * the layout of the XML form and read as that. Without its header (`noheader`) nobody can tell the columns.
 * Of a log over time (`-l`) the first word on each GPU is taken. Throws `PartRefusal`.
 */
export function parseNvidiaSmiQuery(text: string, issues: IssueList): NvidiaSmiFacts {
  if (isNoDevices(text, issues)) return NO_DEVICES
  const lines = text.split('\n').map((line, at) => (isRemark(line, at + 1, issues) ? '' : line))
  const headerAt = lines.findIndex((line) => line.trim() !== '')
  const header = readHeader(lines[headerAt] ?? '', headerAt + 1)
  const root = makeNode('nvidia_smi_log', headerAt + 1)
  const seen = new Set<string>()
  let isRepeated = false
  for (const [offset, line] of lines.slice(headerAt + 1).entries()) {
    if (line.trim() === '') continue
    const number = headerAt + 2 + offset
    const gpu = readRow(line, number, header, root)
    const name = nameGpu(gpu)
    if (name !== null && seen.has(name)) {
      if (!isRepeated) issues.add('duplicate', number, `a second row for ${name}`)
      isRepeated = true
      continue
    }
    if (name !== null) seen.add(name)
    root.children.push(gpu)
    if (root.children.length > 2 * MAX_GPUS) throw new PartRefusal('tooLarge', number, 'more rows than GPUs')
  }
  if (!root.children.some((child) => child.name === 'gpu')) {
    throw new PartRefusal('truncated', lines.length, 'a header without rows')
  }
  return readLog(root, issues)
}

/** The driver's warnings go to the same stream. */
function isRemark(line: string, number: number, issues: IssueList): boolean {
  const isWarning = /^(?:warning\b|unable to )/i.test(line)
  if (isWarning) issues.add('unreadableLine', number, line)
  return isWarning
}

function readHeader(line: string, number: number): HeaderCell[] {
  const cells = splitCells(line, number).map((cell) => {
    const [, name = cell, unit = null] = /^(\S+)(?:\s+\[([^\]]{1,8})\])?$/.exec(cell) ?? []
    return { name, unit, column: findColumn(name), reason: findReason(name) }
  })
  // `--query-compute-apps` has columns of the same names, and a row per process.
  const isAboutProcesses = cells.some(({ name }) => name === 'pid' || name === 'process_name')
  if (isAboutProcesses || !cells.some(({ column, reason }) => column || reason)) {
    throw new PartRefusal('unrecognised', number, 'no header of --query-gpu columns')
  }
  const names = cells.map(({ name }) => name)
  if (new Set(names).size !== names.length)
    throw new PartRefusal('malformed', number, 'a column stands twice')
  return cells
}

function readRow(line: string, number: number, header: HeaderCell[], root: XmlNode): XmlNode {
  const cells = splitCells(line, number)
  if (cells.length !== header.length) {
    const code = cells.length < header.length ? 'truncated' : 'malformed'
    throw new PartRefusal(code, number, `${cells.length} cells below ${header.length} columns`)
  }
  const gpu = makeNode('gpu', number)
  const reasons = new Map<string, string>()
  for (const [at, { column, reason, unit }] of header.entries()) {
    const text = cells[at] ?? ''
    if (reason !== null) reasons.set(reason, text)
    if (column === null) continue
    const owner = column.owner === 'log' ? root : gpu
    setPath(owner, column.path, addUnit(text, unit ?? column.unit), number)
  }
  setReasons(gpu, reasons, number)
  return gpu
}

function addUnit(text: string, unit: string | null): string {
  return unit !== null && /^-?\d+(?:\.\d+)?$/.test(text) ? `${text} ${unit}` : text
}

/** What names a GPU within one run; UUIDs may be masked alike. */
function nameGpu(gpu: XmlNode): string | null {
  const index = gpu.children.find((child) => child.name === 'index')?.text
  if (index !== undefined && /^\d+$/.test(index)) return `index ${index}`
  const pci = gpu.children.find((child) => child.name === 'pci')
  const bus = pci?.children.find((child) => child.name === 'pci_bus_id')?.text ?? ''
  return bus.includes(':') ? bus : null
}
