import type { ReadPart } from './read-parts'

export interface UploadedPart {
  fileName: string
  part: ReadPart
}

/**
 * One part for each tool: of several the last one that could be read counts. The others do not vanish: they are
 * refused under the name of their file, which says which one was taken instead.
 */
export function settleRepeats(uploaded: readonly UploadedPart[]): ReadPart[] {
  const winners = new Map<string, UploadedPart>()
  for (const one of uploaded) {
    const rival = winners.get(one.part.tool)
    if (rival === undefined || one.part.facts !== null || rival.part.facts === null)
      winners.set(one.part.tool, one)
  }
  const taken = new Set(winners.keys())
  return uploaded.map((one) => {
    const winner = winners.get(one.part.tool)
    if (winner === undefined || winner === one) return one.part
    const reason = `not taken: "${winner.fileName}" in the same upload tells of ${one.part.tool} too`
    return {
      ...one.part,
      tool: nameFreely(one.fileName, taken),
      status: 'refused',
      reason,
      line: null,
      facts: null,
    }
  })
}

function nameFreely(name: string, taken: Set<string>): string {
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`
  taken.add(free)
  return free
}
