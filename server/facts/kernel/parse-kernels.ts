import type { KernelsFacts } from '@/server/core/inventory/tools/kernel-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { compareKernelReleases } from './compare-kernel-releases'

/** Distributions keep two or three; a host where nobody ever cleaned up has a few dozen. */
const MAX_INSTALLED = 1_000

const RELEASE = /^\d[\w.+~-]{0,95}$/

/**
 * The collector's lines `running:`, `installed:` (one each), `next:` and, always last, `reboot_required:`. Without that
 * one the list may be cut, and the newest kernel of half a list is no fact. Throws `PartRefusal`.
 */
export function parseKernels(text: string, issues: IssueList): KernelsFacts {
  const facts: KernelsFacts = { running: null, installed: [], nextBoot: null, isRebootRequired: null }
  const installed = new Set<string>()
  let lineOfEnd = 0
  let seen = 0
  text.split('\n').forEach((content, offset) => {
    const line = offset + 1
    const [, key = '', value = ''] =
      /^(running|installed|next|reboot_required):(.*)$/.exec(content.trim()) ?? []
    if (key !== '') seen += 1
    if (key === 'reboot_required') {
      lineOfEnd = line
      facts.isRebootRequired ??= readYesNo(value.trim(), line, issues)
    } else if (key === '' || !RELEASE.test(value.trim())) reportOddLine(key, content, line, issues)
    else if (key === 'running') facts.running ??= value.trim()
    else if (key === 'next') facts.nextBoot ??= value.trim()
    else if (installed.has(value.trim())) issues.add('duplicate', line, value.trim())
    else installed.add(value.trim())
    if (installed.size > MAX_INSTALLED)
      throw new PartRefusal('tooLarge', line, `over ${MAX_INSTALLED} kernels`)
  })
  if (seen === 0) throw new PartRefusal('unrecognised', 1, 'no line of kernels')
  if (lineOfEnd === 0)
    throw new PartRefusal('truncated', text.trimEnd().split('\n').length, 'no reboot_required')
  return { ...facts, installed: [...installed].toSorted(compareKernelReleases) }
}

function reportOddLine(key: string, content: string, line: number, issues: IssueList): void {
  // `next:` by itself says that nobody could tell.
  if (content.trim() === '' || content.trim() === `${key}:`) return
  issues.add(key === '' ? 'unreadableLine' : 'unreadableValue', line, content.trim())
}

function readYesNo(value: string, line: number, issues: IssueList): boolean | null {
  if (value === 'yes' || value === 'no') return value === 'yes'
  if (value !== '' && value !== 'unknown') issues.add('unreadableValue', line, `reboot_required: ${value}`)
  return null
}
