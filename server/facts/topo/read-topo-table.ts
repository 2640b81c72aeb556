import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

export interface TopoRow {
  label: string
  line: number
  /** One word per device of the header. */
  links: string[]
  affinity: { cpuAffinity: string | null; numaAffinity: string | null; gpuNumaId: string | null }
}

export interface TopoTable {
  labels: string[]
  rows: TopoRow[]
  legend: TopoLegend
}

interface TopoLegend {
  /** `NV#` is explained: the last word of the legend, and the one that `-mp` leaves out. */
  hasNvlink: boolean
  /** The legend was seen to go on to something else: what it does not explain, it will not. */
  isClosed: boolean
  nicNames: Map<string, string>
}

type Heading = keyof TopoRow['affinity']

const HEADINGS: [RegExp, Heading][] = [
  [/^CPU Affinity$/, 'cpuAffinity'],
  [/^NUMA Affinity$/, 'numaAffinity'],
  [/^GPU NUMA ID$/, 'gpuNumaId'],
]

const DEVICE_LABEL = /^(?:GPU\d+|NIC\d+|[a-z][A-Za-z0-9_.-]*\d)$/

/** Far above any host; a bound on the matrix. */
const MAX_DEVICES = 512

interface Header {
  labels: string[]
  headings: Heading[]
}

/** The matrix as words, with the hazards of its layout dealt with. Throws `PartRefusal`. */
export function readTopoTable(text: string, issues: IssueList): TopoTable {
  const lines = text.split('\n')
  const headerAt = lines.findIndex((line) => /^\s*GPU0\b/.test(line) && !/^\s*GPU0\s+X\b/.test(line))
  if (headerAt < 0) throw new PartRefusal('unrecognised', 1, 'no header line beginning with GPU0')
  const header = readHeader(lines[headerAt] ?? '', headerAt + 1)
  const rows: TopoRow[] = []
  let at = headerAt + 1
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    const label = /^\s*(\S+)/.exec(line)?.[1] ?? ''
    if (!header.labels.includes(label)) break
    rows.push(readRow(label, line, at + 1, header, issues))
  }
  refuseIncomplete(header, rows, at)
  return { labels: header.labels, rows, legend: readLegend(lines.slice(at)) }
}

function readHeader(line: string, number: number): Header {
  // One space is inside a heading ("CPU Affinity"); cells are apart by a tab or by two spaces and more.
  const cells = line.trim().split(/\t+| {2,}/)
  const labels = cells.map((cell) => cell.trim()).filter((cell) => DEVICE_LABEL.test(cell))
  const headings = cells.flatMap((cell) =>
    HEADINGS.filter(([shape]) => shape.test(cell.trim())).map(([, key]) => key),
  )
  if (labels.length > MAX_DEVICES) throw new PartRefusal('tooLarge', number, `${labels.length} devices`)
  if (new Set(labels).size !== labels.length)
    throw new PartRefusal('malformed', number, 'a device stands twice')
  return { labels, headings }
}

function readRow(label: string, line: string, number: number, header: Header, issues: IssueList): TopoRow {
  const isTabbed = line.includes('\t')
  const cells = (isTabbed ? line.split('\t') : line.trim().split(/\s+/)).map((cell) => cell.trim())
  const links = cells.slice(1, 1 + header.labels.length)
  const tail = cells.slice(1 + header.labels.length)
  if (links.length < header.labels.length) {
    throw new PartRefusal('truncated', number, `${label}: ${links.length} of ${header.labels.length} cells`)
  }
  return {
    label,
    line: number,
    links,
    affinity: readTail(label, tail, isTabbed, number, header.headings, issues),
  }
}

/**
 * The cells after the links. Drivers from 535 print a tab too many before `GPU NUMA ID`; NIC rows leave the cells
 * empty or out. Without tabs an empty cell cannot be seen, so a short tail is not guessed at.
 */
function readTail(
  label: string,
  tail: string[],
  isTabbed: boolean,
  line: number,
  headings: Heading[],
  issues: IssueList,
): TopoRow['affinity'] {
  const affinity: TopoRow['affinity'] = { cpuAffinity: null, numaAffinity: null, gpuNumaId: null }
  const spare = headings.length - 1
  const hasSpareTab = isTabbed && tail.length === headings.length + 1 && tail[spare] === ''
  const cells = hasSpareTab ? tail.toSpliced(spare, 1) : tail
  if (cells.every((cell) => cell === '')) {
    if (label.startsWith('GPU') && headings.length > 0)
      issues.add('raggedRow', line, `${label}: no affinities`)
    return affinity
  }
  if (cells.length < headings.length) {
    issues.add('raggedRow', line, `${label}: ${cells.length} of ${headings.length} affinities`)
    if (!isTabbed) return affinity
  }
  headings.forEach((heading, column) => {
    affinity[heading] = cells[column] ?? null
  })
  return affinity
}

/** A matrix without all its rows is cut off: links would be missing, not unknown. */
function refuseIncomplete(header: Header, rows: TopoRow[], at: number): void {
  const seen = new Set(rows.map((row) => row.label))
  const missing = header.labels.filter((label) => !seen.has(label))
  if (missing.length > 0)
    throw new PartRefusal('truncated', at, `no row for ${missing.slice(0, 8).join(', ')}`)
  if (seen.size !== rows.length) throw new PartRefusal('malformed', at, 'a row stands twice')
}

function readLegend(lines: string[]): TopoLegend {
  const legend: TopoLegend = { hasNvlink: false, isClosed: false, nicNames: new Map() }
  let isInWords = false
  for (const [at, line] of lines.entries()) {
    const word = /^\s*(X|SYS|SOC|NODE|PHB|PXB|PIX|NV#)\s+=/.exec(line)?.[1]
    // The empty string after the last line break is no line.
    if (isInWords && !word && at < lines.length - 1) legend.isClosed = true
    if (word) isInWords = true
    if (word === 'NV#') legend.hasNvlink = true
    const nic = /^\s*(NIC\d+): (\S{1,64})\s*$/.exec(line)
    if (nic?.[1] && nic[2]) legend.nicNames.set(nic[1], nic[2])
  }
  return legend
}
