import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { makeNode, setPath } from './log-tree'
import { isNoDevices, NO_DEVICES, readLog } from './read-log'
import { readTableBlocks, type TableBlock, type TableRow } from './table-blocks'
import { addMigDevice, addProcesses } from './table-occupancy'
import { spaceUnit } from './table-words'

/**
 * The table of a bare `nvidia-smi`, of two or three lines per GPU: brought into the layout of the XML form and read
 * as that. It rounds watts, and cuts names off (`NVIDIA GeForce ...`): those are unknown. Throws `PartRefusal`.
 */
export function parseNvidiaSmiTable(text: string, issues: IssueList): NvidiaSmiFacts {
  if (isNoDevices(text, issues)) return NO_DEVICES
  const { title, blocks } = readTableBlocks(text, issues)
  const root = makeNode('nvidia_smi_log', title?.line ?? 1)
  const versions = title?.cells.join('|') ?? ''
  const driver = /\b(?:Driver|KMD) Version: *(\S+)/.exec(versions)?.[1]
  const cuda = /\bCUDA (?:UMD )?Version: *(\S+)/.exec(versions)?.[1]
  if (driver) setPath(root, 'driver_version', driver, root.line)
  if (cuda) setPath(root, 'cuda_version', cuda, root.line)
  const gpus = blocks.filter(({ section }) => section === 'gpus').map((block) => convertGpu(block, issues))
  if (gpus.length === 0) throw new PartRefusal('truncated', text.split('\n').length, 'no GPU in the table')
  root.children.push(...gpus)
  const gpuOf = new Map(gpus.map((gpu) => [gpu.children[0]?.text ?? '', gpu]))
  addOccupancy(blocks, gpus, gpuOf, issues)
  return readLog(root, issues)
}

/** Boxes that were printed say of every GPU what it has; a box that is missing says nothing of any. */
function addOccupancy(
  blocks: TableBlock[],
  gpus: XmlNode[],
  gpuOf: ReadonlyMap<string, XmlNode>,
  issues: IssueList,
): void {
  const mig = blocks.filter(({ section }) => section === 'migDevices')
  for (const { rows } of mig) addMigDevice(rows, gpuOf, issues)
  for (const { section, rows } of blocks) if (section === 'processes') addProcesses(rows, gpuOf, issues)
  const hasProcesses = blocks.some(({ section }) => section === 'processes')
  for (const gpu of gpus) {
    if (mig.length > 0) setPath(gpu, 'mig_devices', 'None', gpu.line)
    if (hasProcesses) setPath(gpu, 'processes', '', gpu.line)
  }
}

const MODES: Record<string, [string, string]> = {
  On: ['persistence_mode', 'Enabled'],
  Off: ['persistence_mode', 'Disabled'],
  WDDM: ['driver_model/current_dm', 'WDDM'],
  TCC: ['driver_model/current_dm', 'TCC'],
  MCDM: ['driver_model/current_dm', 'MCDM'],
}

/** Words of the last column that the XML spells out. */
const COMPUTE_MODES: Record<string, string> = {
  'E. Process': 'Exclusive_Process',
  'E. Thread': 'Exclusive_Thread',
  'Prohib.': 'Prohibited',
}

function convertGpu({ rows }: TableBlock, issues: IssueList): XmlNode {
  const [names, readings, modes] = rows
  const line = names?.line ?? 0
  const match = /^ *(\d{1,3}) +(\S.*?) +(\S+) *$/.exec(names?.cells[0] ?? '')
  const [, index, name = '', mode = ''] = match ?? []
  if (!names || !readings || index === undefined || rows.length > 3) {
    throw new PartRefusal('malformed', line, `no GPU's rows: ${names?.cells.join('|') ?? ''}`)
  }
  const gpu = makeNode('gpu', line)
  const set = (path: string, text: string | undefined) => {
    if (text !== undefined) setPath(gpu, path, text, line)
  }
  set('index', index)
  set('product_name', name.includes('...') ? undefined : name)
  const known = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined
  if (known) set(...known)
  const [, bus, display] = /^ *(\S+) +(\S+) *$/.exec(names.cells[1] ?? '') ?? []
  set('pci/pci_bus_id', bus)
  set('display_active', spellSwitch(display))
  setErrors(names.cells[2]?.trim() ?? '', set)
  setReadings(readings, set, issues)
  set('mig_mode/current_mig', modes?.cells[2]?.trim().replace(/\*$/, ''))
  return gpu
}

type SetText = (path: string, text: string | undefined) => void

function spellSwitch(word: string | undefined): string | undefined {
  return word === 'On' ? 'Enabled' : word === 'Off' ? 'Disabled' : word
}

/** `Volatile Uncorr. ECC`: the count, `Off` without ECC, `On` under MIG, where only the devices count. */
function setErrors(cell: string, set: SetText): void {
  if (/^\d+$/.test(cell)) set('ecc_errors/volatile/double_bit/total', cell)
  else set('ecc_mode/current_ecc', spellSwitch(cell))
}

function setReadings(row: TableRow, set: SetText, issues: IssueList): void {
  const [sensors = '', memory = '', load = ''] = row.cells
  const [, fan, temperature, state, draw, limit] =
    /^ *(\S+) +(\S+) +(\S+) +(\S.*?) +\/ *(\S.*?) *$/.exec(sensors) ?? []
  if (fan === undefined) issues.add('unreadableLine', row.line, sensors.trim())
  set('fan_speed', spaceUnit(fan))
  set('temperature/gpu_temp', spaceUnit(temperature))
  set('performance_state', state)
  set('gpu_power_readings/power_draw', spaceUnit(draw))
  set('gpu_power_readings/enforced_power_limit', spaceUnit(limit))
  const [, used, total] = /^ *(\S+) *\/ *(\S+) *$/.exec(memory) ?? []
  set('fb_memory_usage/used', spaceUnit(used))
  set('fb_memory_usage/total', spaceUnit(total))
  const [, percent, mode = ''] = /^ *(\S+) +(\S.*?) *$/.exec(load) ?? []
  set('utilization/gpu_util', spaceUnit(percent))
  set('compute_mode', Object.hasOwn(COMPUTE_MODES, mode) ? COMPUTE_MODES[mode] : mode)
}
