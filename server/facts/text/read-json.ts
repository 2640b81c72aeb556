import { cutDetail, type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { findJsonFault } from './find-json-fault'

/** The tools' own documents are 6 deep. */
const MAX_DEPTH = 32

/** Objects, arrays and keys together: eight GPUs of the most talkative tool are about 5,000. */
const MAX_NODES = 400_000

/** More lines of them need not be counted. */
const MAX_DUPLICATES = 20

export type JsonObject = Record<string, unknown>

/**
 * A JSON document of which nobody vouches. Depth is counted before anything is parsed, because the engine's own
 * parser takes memory for every open bracket; keys that one object holds twice are issues (the last one counts).
 * Throws `PartRefusal` (truncated, malformed, tooLarge) with the line, counted from `firstLine`.
 */
export function readJson(text: string, issues: IssueList, firstLine = 1): unknown {
  walkJson(text, 0, issues, firstLine)
  try {
    return JSON.parse(text)
  } catch {
    const fault = findJsonFault(text)
    const line = firstLine + fault.line - 1
    throw new PartRefusal(fault.isAtEnd ? 'truncated' : 'malformed', line, cutDetail(fault.detail))
  }
}

/** Where the object or array that begins at `start` ends (the offset after it), or null where it does not. */
export function findJsonEnd(text: string, start: number): number | null {
  return walkJson(text, start, null, 1)
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const STRUCTURE = /["{}[\]]/g

/**
 * Follows brackets and strings from `start` until the first bracket is closed again. Text that is no JSON comes out
 * somehow and is found broken by JSON.parse; only its depth matters here.
 */
function walkJson(text: string, start: number, issues: IssueList | null, firstLine: number): number | null {
  const open: (Set<string> | null)[] = []
  const getLine = (at: number) => firstLine + countBreaks(text, at)
  let nodes = 0
  let duplicates = 0
  STRUCTURE.lastIndex = start
  for (let match = STRUCTURE.exec(text); match !== null; match = STRUCTURE.exec(text)) {
    const at = match.index
    const character = match[0]
    if (character === '"') {
      const end = findStringEnd(text, at)
      if (end === null) return null
      const keys = open.at(-1)
      if (issues && keys && isFollowedByColon(text, end)) {
        const key = text.slice(at + 1, end - 1)
        if (!keys.has(key)) keys.add(key)
        else if (++duplicates <= MAX_DUPLICATES) issues.add('duplicate', getLine(at), `key ${key}`)
        nodes += 1
      }
      STRUCTURE.lastIndex = end
    } else if (character === '{' || character === '[') {
      open.push(issues && character === '{' ? new Set() : null)
      if (open.length > MAX_DEPTH) {
        throw new PartRefusal('malformed', getLine(at), `deeper than ${MAX_DEPTH} levels`)
      }
      nodes += 1
    } else {
      open.pop()
      if (open.length === 0) return at + 1
    }
    if (nodes > MAX_NODES)
      throw new PartRefusal('tooLarge', getLine(at), `over ${MAX_NODES} objects and keys`)
  }
  return null
}

/** The offset after the closing quote; a backslash takes the next character with it. */
function findStringEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code === 0x5c) at += 1
  }
  return null
}

function isFollowedByColon(text: string, from: number): boolean {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x3a) return true
    if (code !== 0x20 && code !== 0x0a && code !== 0x09) return false
  }
  return false
}

function countBreaks(text: string, end: number): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}
