import type { P2pFacts, P2pStatus } from '@/server/core/inventory/tools/p2p-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { readTopoTable, type TopoRow } from './read-topo-table'

const STATUS = /^(?:X|OK|CNS|GNS|TNS|NS|DR|U)$/
const LINK = /^(?:NV\d{1,3}|PIX|PXB|PHB|NODE|SYS|SOC)$/

/** A word of this matrix, and not of the topology's, which looks alike; `X` is in both. */
export function isP2pWord(word: string): boolean {
  return word !== 'X' && STATUS.test(word)
}

/** `nvidia-smi topo -p2p r|w|n|a|p`, with tabs or realigned with spaces. Throws `PartRefusal`. */
export function parseP2p(text: string, issues: IssueList): P2pFacts {
  if (/^\s*No devices (?:were )?found\.?\s*$/.test(text)) {
    issues.add('noDevices', 1, 'the driver runs and shows no GPU')
    return { labels: [], statuses: [] }
  }
  const { labels, rows } = readTopoTable(text, issues)
  const link = rows.find((row) => row.links.some((word) => LINK.test(word)))
  if (link)
    throw new PartRefusal('unrecognised', link.line, 'a topology (topo -m), not a peer-to-peer matrix')
  const rowOf = new Map(rows.map((row) => [row.label, row]))
  return { labels, statuses: labels.map((label) => readStatuses(labels, rowOf.get(label), issues)) }
}

function readStatuses(labels: string[], row: TopoRow | undefined, issues: IssueList): (P2pStatus | null)[] {
  return labels.map((label, column) => {
    const word = row?.links[column] ?? ''
    if (STATUS.test(word)) return word as P2pStatus
    if (row && readText(word) !== null)
      issues.add('unreadableValue', row.line, `${row.label} ${label}: ${word}`)
    return null
  })
}
