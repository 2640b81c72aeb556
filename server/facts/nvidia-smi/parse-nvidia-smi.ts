import type { NvidiaGpuFacts, NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { parseXmlTree } from '@/server/facts/text/xml-tree'
import { GpuReader } from './gpu-reader'
import { readGpu } from './read-gpu'

/** Thousands of lines per GPU that no fact is taken from. */
const LEFT_OUT = new Set(['supported_clocks', 'accounted_processes'])

/** Far above any host; a bound on the work. */
const MAX_GPUS = 512

const ROOT_START = /<\?xml\b|<!DOCTYPE\s+nvidia_smi_log\b|<nvidia_smi_log\b/
const ROOT_END = '</nvidia_smi_log>'

/** `nvidia-smi -q -x` of any driver from 390 on. Throws `PartRefusal`. */
export function parseNvidiaSmi(text: string, issues: IssueList): NvidiaSmiFacts {
  if (/^\s*No devices were found\s*$/.test(text)) {
    issues.add('noDevices', 1, 'the driver runs and shows no GPU')
    return { driverVersion: null, cudaVersion: null, attachedGpus: 0, gpus: [] }
  }
  const { document, firstLine } = cutOutDocument(text, issues)
  const root = parseXmlTree(document, LEFT_OUT, firstLine)
  if (root.name !== 'nvidia_smi_log') {
    throw new PartRefusal('unrecognised', root.line, `root element ${root.name}`)
  }
  const log = new GpuReader(root, issues)
  const nodes = log.enterEach('gpu')
  if (nodes.length > MAX_GPUS) throw new PartRefusal('tooLarge', root.line, `${nodes.length} GPUs`)
  const gpus = nodes.map(readGpu)
  const attachedGpus = log.count('attached_gpus')
  if (attachedGpus !== null && attachedGpus !== gpus.length) {
    issues.add('countMismatch', root.line, `attached_gpus ${attachedGpus}, ${gpus.length} shown`)
  }
  reportRepeats(gpus, issues)
  return {
    driverVersion: log.text('driver_version'),
    cudaVersion: log.text('cuda_version'),
    attachedGpus,
    gpus,
  }
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

/** Masked and spliced files repeat UUIDs and addresses; identity must not be built on them unawares. */
function reportRepeats(gpus: NvidiaGpuFacts[], issues: IssueList): void {
  for (const field of ['uuid', 'busId'] as const) {
    const values = gpus.map((gpu) => gpu[field]).filter((value) => value !== null)
    const repeated = new Set(values.filter((value, position) => values.indexOf(value) !== position))
    for (const value of repeated) issues.add('duplicate', null, `${field} ${value} on more than one GPU`)
  }
}
