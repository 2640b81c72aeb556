import { PartRefusal } from '@/server/facts/part-refusal'

export interface DomainBlock {
  /** Null: the lines before any header, as of a file made by hand. */
  domain: string | null
  /** The header's, 1 without one. */
  line: number
  lines: { line: number; text: string }[]
}

/** Far above what any host runs; a bound on the work. */
const MAX_BLOCKS = 10_000

/** What one virsh command printed for several domains, each block under the collector's line `# domain NAME`. */
export function readDomainBlocks(text: string): DomainBlock[] {
  const blocks: DomainBlock[] = []
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const row = content.trim()
    const domain = /^# domain (\S.*)$/.exec(row)?.[1]
    if (domain !== undefined) blocks.push({ domain, line, lines: [] })
    else if (row !== '') {
      if (blocks.length === 0) blocks.push({ domain: null, line: 1, lines: [] })
      blocks.at(-1)?.lines.push({ line, text: row })
    }
    if (blocks.length > MAX_BLOCKS) throw new PartRefusal('tooLarge', line, `more than ${MAX_BLOCKS} domains`)
  }
  return blocks
}
