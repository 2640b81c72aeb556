import type { XpuDevice, XpuDiscoveryFacts } from '@/server/core/inventory/tools/intel-facts'
import { cutDetail, type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { makeStorable } from '@/server/facts/text/json-values'
import { isJsonObject, type JsonObject, readJson } from '@/server/facts/text/read-json'
import { MAX_XPU_DEVICES, readXpuDevice, type XpuProperty } from './read-xpu-device'
import { readTableRows } from './table-rows'

/** The longest description of one device has 45 rows. */
const MAX_PROPERTIES = 512

/** `xpu-smi discovery -j`, and with `-d` its one device unwrapped. Throws `PartRefusal`. */
export function parseXpuDiscoveryJson(text: string, issues: IssueList): XpuDiscoveryFacts {
  const root = readJson(text, issues)
  if (!isJsonObject(root)) throw new PartRefusal('malformed', 1, 'the document is no object')
  if (typeof root.error === 'string')
    throw new PartRefusal('toolError', 1, cutDetail(makeStorable(root.error)))
  const list = Array.isArray(root.device_list) ? root.device_list : [root]
  refuseTooMany(list.length, 1)
  const entries = list.filter((entry): entry is JsonObject => isJsonObject(entry) && 'device_id' in entry)
  if (entries.length < list.length) issues.add('unreadableValue', null, 'an entry without its device id')
  if (list.length === 0) issues.add('noDevices', null, 'device_list is empty')
  const devices = entries.map((entry) => readXpuDevice(entry.device_id, Object.entries(entry), issues))
  return { devices }
}

/**
 * `xpu-smi discovery` as a table, of all devices or (`-d`) of one in detail. A value counts once the row after it
 * shows that it was not wrapped: what stands on the last line of a table that never ends is left out.
 * Throws `PartRefusal`.
 */
export function parseXpuDiscoveryTable(text: string, issues: IssueList): XpuDiscoveryFacts {
  const devices: XpuDevice[] = []
  let id: string | null = null
  let properties: XpuProperty[] = []
  let pending: XpuProperty | null = null
  const settle = () => {
    if (pending) properties.push(pending)
    pending = null
  }
  const finish = () => {
    if (id !== null) devices.push(readXpuDevice(id, properties, issues))
    id = null
    properties = []
  }
  for (const row of readTableRows(text)) {
    if (row === null) {
      settle()
      finish()
      continue
    }
    const [first = '', second = ''] = row.cells
    if (/^\d{1,5}$/.test(first.trim())) {
      settle()
      finish()
      id = first.trim()
      refuseTooMany(devices.length, row.line)
    }
    if (id === null) continue
    if (second.startsWith('  ') && second.trim() !== '') {
      issues.add('unreadableValue', row.line, `a value over two lines: ${second.trim()}`)
      pending = null
      continue
    }
    settle()
    const [, label, value] = /^([^:]{1,80}): ?(.*)$/.exec(second) ?? []
    if (label !== undefined) pending = [label, value ?? '']
    if (properties.length > MAX_PROPERTIES) {
      throw new PartRefusal('tooLarge', row.line, `over ${MAX_PROPERTIES} properties of one device`)
    }
  }
  if (pending) issues.add('unfinishedLine', null, `${pending[0]}: the table has no end`)
  finish()
  if (devices.length === 0) throw new PartRefusal('truncated', null, 'no device in the table')
  return { devices }
}

/** `xpu-smi discovery --dump 1,2,…`: one line per device, the columns as asked for. Throws `PartRefusal`. */
export function parseXpuDiscoveryCsv(text: string, issues: IssueList): XpuDiscoveryFacts {
  const lines = text.split('\n')
  const headerIndex = lines.findIndex((content) => content.trim() !== '')
  const labels = splitCsvLine(lines[headerIndex] ?? '')
  if (!labels?.includes('Device ID')) {
    throw new PartRefusal('unrecognised', headerIndex + 1, 'no column Device ID')
  }
  const devices: XpuDevice[] = []
  for (const [index, content] of lines.entries()) {
    if (index <= headerIndex || content.trim() === '') continue
    const cells = splitCsvLine(content)
    if (cells?.length !== labels.length) {
      issues.add('raggedRow', index + 1, `${cells?.length ?? 'unreadable'} cells, ${labels.length} columns`)
      continue
    }
    refuseTooMany(devices.length + 1, index + 1)
    const properties = labels.map((label, column): XpuProperty => [label, cells[column]])
    devices.push(readXpuDevice(cells[labels.indexOf('Device ID')], properties, issues))
  }
  if (devices.length === 0) issues.add('noDevices', null, 'a header and no device')
  return { devices }
}

const MAX_COLUMNS = 64

/** Cells of one line, quoted where they are texts; null where a quote is not closed or the line has too many. */
function splitCsvLine(content: string): string[] | null {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/y
  for (const line = content.trim(); cells.length < MAX_COLUMNS; ) {
    const match = cell.exec(line)
    if (!match) return null
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? '')
    if (match[3] === '') return cells
  }
  return null
}

function refuseTooMany(count: number, line: number): void {
  if (count > MAX_XPU_DEVICES) throw new PartRefusal('tooLarge', line, `over ${MAX_XPU_DEVICES} devices`)
}
