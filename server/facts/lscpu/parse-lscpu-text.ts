import type { LscpuFacts } from '@/server/core/inventory/tools/cpu-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { type CpuColumns, readCpuHeader, readCpuRow } from './read-cpu-table'
import { readFacts } from './read-lscpu-facts'

/** The kernel's own ceiling is 8,192 CPUs. */
const MAX_ROWS = 16_384
const MAX_FIELDS = 4_096

/**
 * `lscpu` as text, and its tables (`-p`, `-e`), each alone or one after another. Of several tables the first counts:
 * a second one is another numbering of the same CPUs. Throws `PartRefusal`.
 */
export function parseLscpuText(text: string, issues: IssueList): LscpuFacts {
  const fields: [string, string][] = []
  const placements: LscpuFacts['placements'] = []
  let columns: CpuColumns | null = null
  let tables = 0
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const header = readCpuHeader(content)
    if (header) {
      columns = header
      tables += 1
      if (tables > 1) issues.add('duplicate', line, 'a second table of CPUs')
      continue
    }
    if (content.trim() === '' || content.startsWith('#')) continue
    const field = /^\s*([A-Z][^:]{0,63}):(?:\s+(.*))?$/i.exec(content)
    if (field?.[1]) fields.push([field[1], (field[2] ?? '').trim()])
    else if (columns === null) issues.add('unreadableLine', line, content.trim())
    else if (tables === 1) {
      const row = readCpuRow(content, columns)
      if (row) placements.push(row)
      else issues.add('unreadableLine', line, content.trim())
    }
    if (placements.length > MAX_ROWS || fields.length > MAX_FIELDS) {
      throw new PartRefusal('tooLarge', line, `over ${MAX_ROWS} CPUs or ${MAX_FIELDS} fields`)
    }
  }
  const facts = readFacts(fields, placements, { isWhole: false, issues })
  if (facts.cpus === null && facts.architecture === null && placements.length === 0) {
    throw new PartRefusal('unrecognised', 1, 'neither Architecture nor CPU(s), nor a table of CPUs')
  }
  return facts
}
