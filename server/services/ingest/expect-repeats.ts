import type { ToolState } from './load-tools'
import type { ReadPart } from './read-parts'

/** Between looking and locking another delivery changed what a part was taken to repeat: it must be read after all. */
export class RepeatNoLongerHolds extends Error {
  constructor(tool: string) {
    super(`${tool} no longer stands as it did`)
    this.name = 'RepeatNoLongerHolds'
  }
}

/** @throws RepeatNoLongerHolds; nothing was written yet */
export function expectRepeatsHold(before: readonly ToolState[], parts: readonly ReadPart[]): void {
  const standing = new Map(before.map((state) => [state.tool as string, state]))
  for (const { tool, raw, isRepeat, isKept } of parts) {
    if (!isRepeat || isKept) continue
    const state = standing.get(tool)
    if (!state?.hasFacts || state.rawSha256 !== raw?.sha256) throw new RepeatNoLongerHolds(tool)
  }
}
