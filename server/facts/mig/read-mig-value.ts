import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

/** An index or id: a few digits and nothing else. */
export function readId(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,6}$/.test(word) ? Number(word) : null
}

/** As `readId`, for what may be absent or say `N/A`; anything else is an issue. */
export function readCount(
  word: string | undefined,
  what: string,
  line: number,
  issues: IssueList,
): number | null {
  const text = readText(word ?? null)
  if (text === null) return null
  const count = readId(text)
  if (count === null) issues.add('unreadableValue', line, `${what}: ${text}`)
  return count
}

/** `4:4`: where it starts and how many slices it takes. */
export function readPlacement(
  word: string | undefined,
  line: number,
  issues: IssueList,
): { startSlice: number | null; sizeSlices: number | null } {
  const text = readText(word ?? null)
  const match = text === null ? null : /^(\d{1,2}):(\d{1,2})$/.exec(text)
  if (match) return { startSlice: Number(match[1]), sizeSlices: Number(match[2]) }
  if (text !== null) issues.add('unreadableValue', line, `placement: ${text}`)
  return { startSlice: null, sizeSlices: null }
}
