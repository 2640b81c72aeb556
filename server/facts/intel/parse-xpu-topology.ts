import type { XpuTopologyFacts } from '@/server/core/inventory/tools/intel-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

const LABEL = /GPU \d{1,4}(?:\/\d{1,3})?/g

/** Two tiles of every GPU an eight-GPU host has, four times over. */
const MAX_LABELS = 64

const LINK = /^(?:S|MDF|XL(?:\*|\d{1,3})|NODE|SYS|PIX|PXB|PHB)$/

/**
 * `xpu-smi topology -m`: a matrix whose cells are parted by bars or by blanks, and the CPUs near each. The header
 * announces the rows: fewer are a truncated part. Throws `PartRefusal`.
 */
export function parseXpuTopology(text: string, issues: IssueList): XpuTopologyFacts {
  const lines = text.split('\n')
  const headerIndex = lines.findIndex((line) => /^[\s|]*GPU \d.*CPU Affinity/.test(line))
  const labels: string[] = lines[headerIndex]?.match(LABEL) ?? []
  if (labels.length === 0) throw new PartRefusal('unrecognised', 1, 'no header of GPUs with CPU Affinity')
  if (labels.length > MAX_LABELS)
    throw new PartRefusal('tooLarge', headerIndex + 1, `${labels.length} columns`)
  const facts: XpuTopologyFacts = { labels, links: [], cpuAffinity: [] }
  for (const [index, content] of lines.entries()) {
    if (index <= headerIndex || !/^GPU \d/.test(content) || facts.links.length === labels.length) continue
    const label = labels[facts.links.length]
    if (!label || !content.startsWith(label)) {
      throw new PartRefusal('malformed', index + 1, `expected the row of ${label}`)
    }
    const isUnfinished = index === lines.length - 1
    readRow(content.slice(label.length), { facts, line: index + 1, isUnfinished }, issues)
  }
  if (facts.links.length < labels.length) {
    const detail = `${facts.links.length} rows, ${labels.length} columns`
    throw new PartRefusal('truncated', lines.length, detail)
  }
  return facts
}

interface Row {
  facts: XpuTopologyFacts
  line: number
  /** Without a line end: the CPUs on it may be half a list. */
  isUnfinished: boolean
}

function readRow(text: string, { facts, line, isUnfinished }: Row, issues: IssueList): void {
  const width = facts.labels.length
  const cells = text.includes('|') ? text.split('|').slice(1) : text.trim().split(/\s+/)
  if (isUnfinished && cells.length <= width) throw new PartRefusal('truncated', line, 'half a row')
  if (cells.length < width || cells.length > width + 1) {
    issues.add('raggedRow', line, `${cells.length} cells, ${width + 1} expected`)
  }
  const words = facts.labels.map((_, column) => {
    const word = readText(cells[column] ?? null)
    if (word === null || LINK.test(word)) return word
    issues.add('unreadableValue', line, `link: ${word}`)
    return null
  })
  facts.links.push(words)
  facts.cpuAffinity.push(isUnfinished ? null : readAffinity(cells[width] ?? null, line, issues))
}

function readAffinity(cell: string | null, line: number, issues: IssueList): string | null {
  const text = readText(cell)
  const list = text === null ? null : normaliseCpuList(text)
  if (text !== null && list === null) issues.add('unreadableValue', line, `CPU Affinity: ${text}`)
  return list
}
