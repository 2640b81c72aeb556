import { joinParts } from './join-parts'
import type { ReadPart } from './read-parts'

export interface UploadedPart {
  fileName: string
  part: ReadPart
  /** A file of its own. What comes in a bundle speaks for its whole host at one moment, and is joined with nothing. */
  isLoose: boolean
}

/**
 * One part for each tool. Files of a tool that is asked once per object (a domain, a device) are taken together; of
 * several of any other tool the last one that could be read counts. What was not taken does not vanish: it is
 * refused under the name of its file, for its own reason or because of the file that was taken instead.
 */
export async function settleRepeats(uploaded: readonly UploadedPart[]): Promise<ReadPart[]> {
  const winners = chooseWinners(uploaded)
  const joined = new Map<UploadedPart, ReadPart>()
  const within = new Set<UploadedPart>()
  for (const winner of winners.values()) {
    const group = uploaded.filter((one) => isTakenWith(one, winner))
    const part = group.length > 1 ? await joinParts(group.map((one) => one.part)) : null
    if (part === null) continue
    joined.set(winner, part)
    for (const one of group) within.add(one)
  }
  const taken = new Set(winners.keys())
  return uploaded.flatMap((one) => {
    const winner = winners.get(one.part.tool)
    if (winner === undefined || winner === one) return [joined.get(one) ?? one.part]
    return within.has(one) ? [] : [refuse(one, winner, nameFreely(one.fileName, taken))]
  })
}

function chooseWinners(uploaded: readonly UploadedPart[]): Map<string, UploadedPart> {
  const winners = new Map<string, UploadedPart>()
  for (const one of uploaded) {
    const rival = winners.get(one.part.tool)
    if (rival === undefined || one.part.facts !== null || rival.part.facts === null)
      winners.set(one.part.tool, one)
  }
  return winners
}

function isTakenWith(one: UploadedPart, winner: UploadedPart): boolean {
  return winner.isLoose && one.isLoose && one.part.tool === winner.part.tool && one.part.facts !== null
}

function refuse({ part }: UploadedPart, winner: UploadedPart, name: string): ReadPart {
  // What is wrong with a file is what its sender wants to know of it.
  if (part.status === 'refused') return { ...part, tool: name }
  const reason = `not taken: "${winner.fileName}" in the same upload tells of ${part.tool} too`
  return { ...part, tool: name, status: 'refused', reason, line: null, facts: null }
}

function nameFreely(name: string, taken: Set<string>): string {
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`
  taken.add(free)
  return free
}
