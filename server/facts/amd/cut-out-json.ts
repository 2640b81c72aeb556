import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

export interface JsonExcerpt {
  document: string
  /** The part's line on which the document begins. */
  firstLine: number
}

/** Warnings ("AMD GPU device(s) is/are in a low-power state") come before the document, never after it. */
export function cutOutJson(text: string, issues: IssueList): JsonExcerpt {
  const start = text.search(/^[ \t]*[{[]/m)
  if (start < 0) throw new PartRefusal('unrecognised', 1, 'no JSON document')
  const remarks = text.slice(0, start).split('\n')
  remarks.forEach((remark, index) => {
    if (remark.trim() !== '') issues.add('unreadableLine', index + 1, remark.trim())
  })
  return { document: text.slice(start), firstLine: remarks.length }
}
