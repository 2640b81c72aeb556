import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parsePart } from '@/server/facts/parse-part'
import type { ParsedPart } from '@/server/facts/parsed-part'

const FORMATS = resolve(process.env.BERTH_SHARED ?? '../shared', 'formats')

/**
 * Whether the real samples of one format are here; says once what is skipped where they are not. They are other
 * people's data and no part of this repository.
 */
export function hasSamples(format: string): boolean {
  const isHere = existsSync(resolve(FORMATS, format))
  if (!isHere)
    process.stdout.write(`skipped: real ${format} samples (BERTH_SHARED has no formats/${format})\n`)
  return isHere
}

export function listSamples(format: string): string[] {
  return hasSamples(format) ? readdirSync(resolve(FORMATS, format)).toSorted() : []
}

/** A sample that is text, as it stands in its file. */
export function readSampleText(format: string, file: string): string {
  return readFileSync(resolve(FORMATS, format, file), 'utf8')
}

/** Parses a sample as `berth inspect` would: the tool is recognised by content alone. */
export function parseSample(format: string, file: string): ParsedPart {
  return parsePart({ bytes: readFileSync(resolve(FORMATS, format, file)) })
}
