import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { mergeToolFacts } from '@/server/core/inventory/tools/merge-facts'
import { isToolId, type ToolFacts, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { keepRaw, type ReadPart } from './read-parts'

const ISSUES_MAX = 100
const LINE_END = 0x0a
const expand = promisify(gunzip)

/**
 * Several files of one tool as one part: their facts merged, their texts one after another as the raw output, in the
 * order given. Null where the tool speaks of a host as a whole: then its files are so many moments, not parts.
 */
export async function joinParts(parts: readonly ReadPart[]): Promise<ReadPart | null> {
  const [first, ...others] = parts
  if (!first || !isToolId(first.tool)) return null
  const { tool } = first
  let facts = first.facts as ToolFacts[ToolId]
  for (const other of others) {
    const merged = mergeToolFacts<ToolId>(tool, facts, other.facts as ToolFacts[ToolId])
    if (merged === null) return null
    facts = merged
  }
  const texts = await Promise.all(parts.map(readText))
  return { ...first, facts, raw: await keepRaw(Buffer.concat(texts)), issues: joinIssues(parts, texts) }
}

/** Ended by a line end, so that the next file begins on a line of its own. */
async function readText({ raw }: ReadPart): Promise<Buffer> {
  const text = raw?.gzip ? await expand(raw.gzip) : Buffer.alloc(0)
  return text.length === 0 || text.at(-1) === LINE_END ? text : Buffer.concat([text, Buffer.of(LINE_END)])
}

/** With the lines at which they stand in the joined text. */
function joinIssues(parts: readonly ReadPart[], texts: readonly Buffer[]): ReadPart['issues'] {
  let above = 0
  const joined = parts.flatMap(({ issues }, index) => {
    const begin = above
    above += countLines(texts[index])
    return issues.map(({ line, detail }) => ({ line: line === null ? null : begin + line, detail }))
  })
  return joined.slice(0, ISSUES_MAX)
}

function countLines(text: Buffer | undefined): number {
  return text?.reduce((count, byte) => (byte === LINE_END ? count + 1 : count), 0) ?? 0
}
