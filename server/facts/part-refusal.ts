import type { ParseIssue, ParseIssueCode, RefusalCode } from './parsed-part'

/** Thrown by a parser that cannot go on; `parsePart` turns it into a refused part. Nothing else catches it. */
export class PartRefusal extends Error {
  readonly code: RefusalCode
  /** 1-based, null when it is about the whole part. */
  readonly line: number | null

  constructor(code: RefusalCode, line: number | null, detail: string) {
    super(cutDetail(detail))
    this.name = 'PartRefusal'
    this.code = code
    this.line = line
  }
}

/** A part full of nonsense must not become a report as long as itself. */
const MAX_ISSUES = 100
const MAX_DETAIL_CHARACTERS = 200

/** Collects what was odd while a part is read. */
export class IssueList {
  readonly items: ParseIssue[] = []

  add(code: ParseIssueCode, line: number | null, detail: string): void {
    if (this.items.length < MAX_ISSUES) this.items.push({ code, line, detail: cutDetail(detail) })
  }
}

/** Bounds a remark that quotes the part. Half of a character of two units, which any cut may leave, is stored nowhere. */
export function cutDetail(text: string): string {
  const isLong = text.length > MAX_DETAIL_CHARACTERS
  const cut = isLong ? `${text.slice(0, MAX_DETAIL_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…` : text
  return cut.replace(/\p{Surrogate}/gu, '\uFFFD')
}
