import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { cutOutJson, type JsonExcerpt } from './cut-out-json'

/** Four commands are known; more blocks than this are not one host's. */
const MAX_BLOCKS = 64

const HEADER = /^# amd-smi\b.*$/gm

/**
 * The documents of a part that may hold several commands' output. A command that printed no JSON (an error, nothing)
 * costs its own block only. Throws `PartRefusal` (tooLarge).
 */
export function splitCommandBlocks(text: string, issues: IssueList): JsonExcerpt[] {
  const blocks = text.split(HEADER, MAX_BLOCKS + 1)
  if (blocks.length > MAX_BLOCKS) throw new PartRefusal('tooLarge', null, `over ${MAX_BLOCKS} commands`)
  const excerpts: JsonExcerpt[] = []
  let line = 1
  for (const block of blocks) {
    if (/^[ \t]*[{[]/m.test(block)) {
      const { document, firstLine } = cutOutJson(block, issues)
      excerpts.push({ document, firstLine: line + firstLine - 1 })
    } else if (block.trim() !== '') {
      issues.add('unreadableLine', line, block.trim())
    }
    line += block.split('\n').length - 1
  }
  return excerpts
}
