import type { ToolState } from './load-tools'

/** When the youngest facts of these tools were observed; null where none of them ever was. */
export function findNewest(rows: readonly ToolState[], tools: readonly string[]): Date | null {
  const times = rows.flatMap(({ tool, observedAt }) =>
    observedAt !== null && tools.includes(tool) ? [observedAt.getTime()] : [],
  )
  return times.length === 0 ? null : new Date(Math.max(...times))
}
