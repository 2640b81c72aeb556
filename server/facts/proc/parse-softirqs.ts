import type { SoftirqsFacts } from '@/server/core/inventory/tools/irq-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readCpuTable } from './read-cpu-table'

/** /proc/softirqs: a row per kind, a column per possible CPU. Throws `PartRefusal`. */
export function parseSoftirqs(text: string, issues: IssueList): SoftirqsFacts {
  const { cpus, rows } = readCpuTable(text, issues)
  const stray = rows.find(({ id, rest }) => rest !== '' || /^\d+$/.test(id))
  if (stray) throw new PartRefusal('unrecognised', stray.line, 'a row of /proc/interrupts')
  const softirqs = rows.map(({ id, total, counts }) => ({ name: id, total, counts: counts ?? [] }))
  return { cpus, softirqs }
}
