import type { IssueList } from '@/server/facts/part-refusal'

export interface PathValue {
  path: string
  value: string
  line: number
}

/**
 * Lines `path:value` as `grep -H . /sys/…` prints them. The path itself may hold colons (PCI addresses do), so the
 * caller says how its paths end: `isPath` is asked for the text before each colon, from the left, and the first yes
 * decides. Lines without a path are issues.
 */
export function* readPathValues(
  text: string,
  isPath: (candidate: string) => boolean,
  issues: IssueList,
): Generator<PathValue> {
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() === '') continue
    const found = splitAtPath(content, isPath)
    if (found) yield { ...found, line }
    else issues.add('unreadableLine', line, content.trim())
  }
}

/** A PCI address has two; trying every colon of a hostile line would take time without end. */
const MAX_COLONS = 4

function splitAtPath(content: string, isPath: (candidate: string) => boolean) {
  let colon = content.indexOf(':')
  for (let tried = 0; colon >= 0 && tried < MAX_COLONS; tried += 1, colon = content.indexOf(':', colon + 1)) {
    const path = content.slice(0, colon)
    if (isPath(path)) return { path, value: content.slice(colon + 1).trim() }
  }
  return null
}
