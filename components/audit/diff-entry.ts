import type { DiffEntry } from '@/components/ui/diff-view'
import { diffFacts } from '@/server/core/inventory/diff-facts'

const textLengthMax = 2_000

/**
 * What an entry changed, field by field. Where one side does not exist (something was made or removed), each
 * field of the other is a change of its own.
 */
export function diffAuditValues(before: unknown, after: unknown): DiffEntry[] {
  if (before === null && after === null) return []
  const left = before ?? emptyLike(after)
  const right = after ?? emptyLike(before)
  return diffFacts(left, right).map(({ path, kind, before: old, after: now }) => ({
    path: path === '' ? 'value' : path,
    kind,
    before: kind === 'added' ? undefined : writeValue(old),
    after: kind === 'removed' ? undefined : writeValue(now),
  }))
}

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) return []
  return typeof value === 'object' && value !== null ? {} : undefined
}

/** Text as it is, everything else as JSON; null stays null, a value known to be absent. */
function writeValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}…` : text
}
