import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { parseXmlTree } from '@/server/facts/text/xml-tree'
import { isNoDevices, NO_DEVICES, readLog } from './read-log'

/** Thousands of lines per GPU that no fact is taken from. */
const LEFT_OUT = new Set(['supported_clocks', 'accounted_processes'])

const ROOT_START = /<\?xml\b|<!DOCTYPE\s+nvidia_smi_log\b|<nvidia_smi_log\b/
const ROOT_END = '</nvidia_smi_log>'

/** `nvidia-smi -q -x` of any driver from 390 on. Throws `PartRefusal`. */
export function parseNvidiaSmi(text: string, issues: IssueList): NvidiaSmiFacts {
  if (isNoDevices(text, issues)) return NO_DEVICES
  const { document, firstLine } = cutOutDocument(text, issues)
  const root = parseXmlTree(document, LEFT_OUT, firstLine)
  if (root.name !== 'nvidia_smi_log') {
    throw new PartRefusal('unrecognised', root.line, `root element ${root.name}`)
  }
  return readLog(root, issues)
}

interface Excerpt {
  document: string
  /** The part's line on which the document begins. */
  firstLine: number
}

/**
 * nvidia-smi writes warnings ("infoROM is corrupted at gpu …") to the same stream, before or after the document:
 * such lines become issues. A stray line with markup in it is no warning; the part is refused.
 */
function cutOutDocument(text: string, issues: IssueList): Excerpt {
  const start = text.search(ROOT_START)
  if (start < 0) throw new PartRefusal('unrecognised', 1, 'no nvidia_smi_log document')
  const end = text.lastIndexOf(ROOT_END)
  const stop = end < 0 ? text.length : end + ROOT_END.length
  const firstLine = reportRemarks(text.slice(0, start), 1, issues)
  const lastLine = firstLine + countBreaks(text.slice(start, stop))
  reportRemarks(text.slice(stop), lastLine, issues)
  return { document: text.slice(start, stop), firstLine }
}

/** Returns the line on which the remarks end. */
function reportRemarks(text: string, firstLine: number, issues: IssueList): number {
  text.split('\n').forEach((remark, offset) => {
    if (remark.includes('<'))
      throw new PartRefusal('malformed', firstLine + offset, 'markup outside of the document')
    if (remark.trim() !== '') issues.add('unreadableLine', firstLine + offset, remark.trim())
  })
  return firstLine + countBreaks(text)
}

function countBreaks(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}
