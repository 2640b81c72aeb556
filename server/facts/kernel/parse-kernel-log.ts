import type { KernelEvent, KernelLogFacts } from '@/server/core/inventory/tools/kernel-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { classifyKernelMessage } from './classify-kernel-message'
import type { KernelMessage } from './describe-message'
import { splitLogLine } from './split-log-line'

/** Of thousands of lines alike a few dozen are kept, so only a log of very many sorts comes near. */
const MAX_EVENTS = 20_000

const MAX_MESSAGE_CHARACTERS = 500

/** The kernel's own lines end at about 1,000 characters; what comes after is nobody's. */
const MAX_READ_CHARACTERS = 2_048

/**
 * `dmesg` or `journalctl -k`, whole or only the lines that concern GPUs. Lines of other things are passed over. An
 * error may repeat a thousand times a second: of lines alike the 1st to 10th, 20th, 30th … 100th, 200th … are kept,
 * each with its count so far, so that neither a flood nor a cut makes the log say what it does not.
 * Throws `PartRefusal`.
 */
export function parseKernelLog(text: string, issues: IssueList): KernelLogFacts {
  const events: KernelEvent[] = []
  const counts = new Map<string, number>()
  let hasLogLines = false
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() === '') continue
    const entry = splitLogLine(content.trimEnd())
    const message = (entry?.message.trim() ?? '').slice(0, MAX_READ_CHARACTERS)
    const told = classifyKernelMessage(message)
    // journalctl says between such dashes where the log begins, and that it has no entries.
    hasLogLines ||= told !== null || (entry !== null && entry.stamp !== null) || content.startsWith('-- ')
    if (!entry || !told) continue
    const sort = nameSort(told, message)
    const occurrence = (counts.get(sort) ?? 0) + 1
    counts.set(sort, occurrence)
    if (!isKept(occurrence)) continue
    events.push({ ...told, occurrence, stamp: entry.stamp, message: cutMessage(message) })
    if (events.length > MAX_EVENTS)
      throw new PartRefusal('tooLarge', line, `over ${MAX_EVENTS} sorts of events`)
  }
  if (!hasLogLines) throw new PartRefusal('unrecognised', 1, 'no line of a kernel log')
  reportLeftOut(events, counts, issues)
  return { events }
}

/** One significant digit. */
function isKept(occurrence: number): boolean {
  return occurrence <= 10 || /^[1-9]0+$/.test(String(occurrence))
}

/** Messages that differ in numbers only (addresses, counters) are of one sort; so are all Xids 31 of one GPU. */
function nameSort(told: KernelMessage, message: string): string {
  const words = told.number === null ? message.replace(/0x[0-9a-f]+|\d+/gi, '#').slice(0, 200) : ''
  const { kind, address, number, nvlink, gpuInstanceId, severity } = told
  return [kind, address, number, nvlink, gpuInstanceId, severity, words].join('|')
}

/** A character of two units is not cut in half: a half can be stored nowhere. */
function cutMessage(message: string): string {
  return message.slice(0, MAX_MESSAGE_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')
}

function reportLeftOut(events: KernelEvent[], counts: Map<string, number>, issues: IssueList): void {
  const lines = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (lines > events.length) issues.add('duplicate', null, `${lines} lines, ${events.length} kept`)
}
