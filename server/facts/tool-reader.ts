import type { ToolFacts, ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { IssueList } from './part-refusal'

/** How one tool's output is recognised and read. */
export interface ToolReader<K extends ToolId> {
  tool: K
  /**
   * `document`: XML or JSON, which shows by itself whether it is whole and may be one long line.
   * `lines`: a last line without its line end is unfinished, and what it says cannot be trusted ("16" of "16384").
   */
  form: 'document' | 'lines'
  /** Each something that no other tool prints near the top of its output; styling is already removed. */
  signs: readonly RegExp[]
  /** For `lines`: tells that a last line without its line end is whole all the same. */
  isWholeLine?: (line: string) => boolean
  /** The whole text to facts; what is odd goes to the issues. Throws `PartRefusal`. */
  parse: (text: string, issues: IssueList) => ToolFacts[K]
}
