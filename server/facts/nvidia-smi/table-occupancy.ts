import type { IssueList } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { makeNode, setPath } from './log-tree'
import type { TableRow } from './table-blocks'
import { spaceUnit } from './table-words'

/**
 * `|  0    2   0   1  |  37MiB / 19968MiB | 42      0 |  3   0    2    0    0 |` and the row of its BAR1 below. A
 * compute instance that shares the memory of the one above leaves those cells empty: unknown here, told there.
 */
export function addMigDevice(rows: TableRow[], gpuOf: ReadonlyMap<string, XmlNode>, issues: IssueList): void {
  const [row, below] = rows
  if (!row || /No MIG devices found/.test(row.cells[0] ?? '')) return
  const ids = readWords(row.cells[0])
  const gpu = gpuOf.get(ids[0] ?? '')
  if (!gpu || ids.length !== 4 || !ids.every((id) => /^\d+$/.test(id))) {
    issues.add('unreadableLine', row.line, row.cells.join('|').trim())
    return
  }
  const [, instance, computeInstance, index] = ids
  const device = makeNode('mig_device', row.line)
  const set = (path: string, text: string | undefined) => {
    if (text !== undefined) setPath(device, path, text, row.line)
  }
  set('index', index)
  set('gpu_instance_id', instance)
  set('compute_instance_id', computeInstance)
  const [used, total] = readPair(row.cells[1])
  set('fb_memory_usage/used', used)
  set('fb_memory_usage/total', total)
  const [bar1Used, bar1Total] = readPair(below?.cells[1])
  set('bar1_memory_usage/used', bar1Used)
  set('bar1_memory_usage/total', bar1Total)
  const [multiprocessors, errors] = readWords(row.cells[2])
  set('device_attributes/shared/multiprocessor_count', multiprocessors)
  set('ecc_error_count/volatile_count/sram_uncorrectable', errors)
  const engines = readWords(row.cells[3])
  for (const [at, name] of ['copy_engine', 'encoder', 'decoder', 'ofa', 'jpg'].entries()) {
    set(`device_attributes/shared/${name}_count`, engines[at])
  }
  getList(gpu, 'mig_devices').children.push(device)
}

/** With GPU and compute instance ids from driver 450 on; a name that was cut off (`...bin/python`) is unknown. */
const PROCESS =
  /^ *(\d{1,3}) +(?:(\d+|N\/A) +(\d+|N\/A) +)?(\d+) +(C|G|M|C\+G|M\+C|M\+C\+G) +(\S.*?) +(\d+MiB|N\/A|Insufficient Perm\S*) *$/

export function addProcesses(rows: TableRow[], gpuOf: ReadonlyMap<string, XmlNode>, issues: IssueList): void {
  for (const row of rows) {
    const cell = row.cells.join('|')
    if (/No running processes found/.test(cell)) continue
    const refused = /^ *(\d{1,3}) .*Not Supported *$/.exec(cell)
    const [, index, gpuInstance, computeInstance, pid, type, name = '', memory] = PROCESS.exec(cell) ?? []
    const gpu = gpuOf.get(refused?.[1] ?? index ?? '')
    if (!gpu || (!refused && pid === undefined)) {
      issues.add('unreadableLine', row.line, cell.trim())
    } else if (refused) {
      setPath(gpu, 'processes', 'N/A', row.line)
    } else {
      const process = makeNode('process_info', row.line)
      const set = (path: string, text: string | undefined) => {
        if (text !== undefined) setPath(process, path, text, row.line)
      }
      set('gpu_instance_id', gpuInstance)
      set('compute_instance_id', computeInstance)
      set('pid', pid)
      set('type', type)
      set('process_name', name.includes('...') ? undefined : name)
      set('used_memory', spaceUnit(memory))
      getList(gpu, 'processes').children.push(process)
    }
  }
}

function getList(gpu: XmlNode, name: string): XmlNode {
  setPath(gpu, name, '', gpu.line)
  return gpu.children.find((child) => child.name === name) ?? makeNode(name, gpu.line)
}

function readWords(cell: string | undefined): string[] {
  return cell?.trim().split(/ +/).filter(Boolean) ?? []
}

function readPair(cell: string | undefined): [string?, string?] {
  const match = /^ *(\S+) *\/ *(\S+) *$/.exec(cell ?? '')
  return match ? [spaceUnit(match[1]), spaceUnit(match[2])] : []
}
