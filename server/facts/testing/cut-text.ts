import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parseCutText } from './parse-text'

export interface CutReport {
  /** How many cuts were tried, and how many of them were read all the same. */
  tried: number
  read: number
  /** The first facts that a cut told and the whole text does not. */
  inventions: string[]
}

/**
 * Parses a text cut off after each of `lengths` characters. Of a text that was cut nothing may be read that the whole
 * one does not say: a cut is refused, or its facts are those of the whole with some unknown and with shorter lists.
 */
export function tryCuts(text: string, tool: ToolId, lengths: Iterable<number>): CutReport {
  const whole = parseCutText(text, tool)
  if (whole.kind !== 'parsed') throw new Error(`the whole text is refused: ${whole.detail}`)
  const report: CutReport = { tried: 0, read: 0, inventions: [] }
  for (const length of lengths) {
    const cut = parseCutText(text.slice(0, length), tool)
    report.tried += 1
    if (cut.kind !== 'parsed') continue
    report.read += 1
    const path = findInvention(cut.facts, whole.facts, '')
    if (path !== null && report.inventions.length < 5) report.inventions.push(`cut at ${length}: ${path}`)
  }
  return report
}

/** Every length shorter than the whole. */
export function* listLengths(text: string): Generator<number> {
  for (let length = 0; length < text.length; length += 1) yield length
}

/** About `count` lengths, for texts too long to try them all: line ends, and places within lines. */
export function* spreadLengths(text: string, count: number): Generator<number> {
  const step = Math.max(1, Math.floor(text.length / count))
  for (let at = 0; at < text.length; at += step) {
    yield at
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd > 0 && lineEnd + 1 < text.length) yield lineEnd + 1
  }
}

/** The path of the first leaf of `cut` that `whole` does not have at the same place; null: none. */
export function findInvention(cut: unknown, whole: unknown, path: string): string | null {
  if (cut === null || cut === undefined) return null
  if (typeof cut !== 'object')
    return cut === whole ? null : `${path} = ${JSON.stringify(cut)}, not ${JSON.stringify(whole)}`
  if (typeof whole !== 'object' || whole === null) return `${path} is not told`
  for (const [key, value] of Object.entries(cut)) {
    const found = findInvention(value, (whole as Record<string, unknown>)[key], `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}
