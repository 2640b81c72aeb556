import type { DiffEntry } from '@/components/ui/diff-view'
import type { FactChange } from '@/server/core/inventory/diff-facts'

/** Longer values are cut: a whole section that came or went is said by its path. */
const maxLength = 400

/** Changes of facts as the diff draws them: plain texts, null where a side is unknown. */
export function toDiffEntries(changes: readonly FactChange[]): DiffEntry[] {
  return changes.map(({ path, kind, before, after }) => ({
    path,
    kind,
    before: formatFact(before),
    after: formatFact(after),
  }))
}

/** Null stays null: unknown. An empty text or list is an answer and is written out. */
export function formatFact(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = typeof value === 'string' ? value || '(empty)' : JSON.stringify(value)
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
