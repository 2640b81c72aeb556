import type { TopoDevice, TopoFacts, TopoLink } from '@/server/core/inventory/tools/topo-facts'
import { normaliseCpuList, parseCpuList } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { isP2pWord } from './parse-p2p'
import { readTopoTable, type TopoRow } from './read-topo-table'

const LINK_WORD = /^(?:X|PIX|PXB|PHB|NODE|SYS|SOC|NV\d{1,3})$/

/** `nvidia-smi topo -m` or `-mp`, with tabs or realigned with spaces. Throws `PartRefusal`. */
export function parseTopo(text: string, issues: IssueList): TopoFacts {
  if (/^\s*No devices (?:were )?found\.?\s*$/.test(text)) {
    issues.add('noDevices', 1, 'the driver runs and shows no GPU')
    return { devices: [], links: [], showsNvlink: null }
  }
  const { labels, rows, legend } = readTopoTable(text, issues)
  const p2p = rows.find((row) => row.links.some((word) => isP2pWord(word)))
  if (p2p) throw new PartRefusal('unrecognised', p2p.line, 'a peer-to-peer matrix (topo -p2p), not topo -m')
  const rowOf = new Map(rows.map((row) => [row.label, row]))
  return {
    devices: labels.map((label) => readDevice(label, rowOf.get(label), legend.nicNames, issues)),
    links: labels.map((label) => readLinks(labels, rowOf.get(label), issues)),
    showsNvlink: legend.hasNvlink || hasNvlinks(rows) ? true : legend.isClosed ? false : null,
  }
}

function hasNvlinks(rows: TopoRow[]): boolean {
  return rows.some((row) => row.links.some((word) => /^NV\d/.test(word)))
}

function readLinks(labels: string[], row: TopoRow | undefined, issues: IssueList): (TopoLink | null)[] {
  return labels.map((label, column) => {
    const word = row?.links[column] ?? ''
    if (LINK_WORD.test(word)) return word === 'SOC' ? 'SYS' : (word as TopoLink)
    if (row && readText(word) !== null)
      issues.add('unreadableValue', row.line, `${row.label} ${label}: ${word}`)
    return null
  })
}

function readDevice(
  label: string,
  row: TopoRow | undefined,
  nicNames: Map<string, string>,
  issues: IssueList,
): TopoDevice {
  const isGpu = /^GPU\d+$/.test(label)
  const memory = readCell(row, 'gpuNumaId', parseCpuList, issues)
  return {
    label,
    kind: isGpu ? 'gpu' : 'nic',
    name: isGpu ? null : (nicNames.get(label) ?? (/^NIC\d+$/.test(label) ? null : label)),
    cpuAffinity: readCell(row, 'cpuAffinity', normaliseCpuList, issues),
    numaAffinity: readCell(row, 'numaAffinity', parseCpuList, issues),
    gpuNumaId: memory?.length === 1 ? (memory[0] ?? null) : null,
  }
}

function readCell<T>(
  row: TopoRow | undefined,
  column: keyof TopoRow['affinity'],
  parse: (text: string) => T | null,
  issues: IssueList,
): T | null {
  const text = readText(row?.affinity[column] ?? null)
  if (!row || text === null) return null
  const value = parse(text)
  if (value === null) issues.add('unreadableValue', row.line, `${row.label} ${column}: ${text}`)
  return value
}
