import type { IntelGpuTopFacts, IntelGpuTopSample } from '@/server/core/inventory/tools/intel-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import { findJsonEnd, isJsonObject, readJson } from '@/server/facts/text/read-json'

/** More than an hour of one a second. */
const MAX_SAMPLES = 4_096

/** Readings of a process or engine that no screen would show. */
const MAX_CLIENTS = 1_024
const MAX_ENGINES = 256

/**
 * `intel_gpu_top -J`: objects one after another, since 1.27 in an array that nobody closes because the tool runs
 * until it is killed. Whole objects are read; half of one at the end is left out. Throws `PartRefusal`.
 */
export function parseIntelGpuTop(text: string, issues: IssueList): IntelGpuTopFacts {
  const samples: IntelGpuTopSample[] = []
  let line = 1
  let at = 0
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', at)) {
    const between = text.slice(at, start)
    line += countBreaks(between)
    refuseStray(between, samples.length === 0 ? ['', '['] : ['', ','], line)
    const end = findJsonEnd(text, start)
    if (end === null) {
      if (samples.length === 0) throw new PartRefusal('truncated', line, 'no whole sample')
      issues.add('unfinishedLine', line, 'a sample without its end')
      return { samples }
    }
    if (samples.length >= MAX_SAMPLES) throw new PartRefusal('tooLarge', line, `over ${MAX_SAMPLES} samples`)
    const document = text.slice(start, end)
    samples.push(readSample(readJson(document, issues, line), issues))
    line += countBreaks(document)
    at = end
  }
  refuseStray(text.slice(at), samples.length === 0 ? ['', '['] : ['', ',', ']'], line)
  if (samples.length === 0) throw new PartRefusal('truncated', line, 'no sample')
  return { samples }
}

/** Around the samples stands an array's punctuation, or none. */
function refuseStray(text: string, allowed: string[], line: number): void {
  if (!allowed.includes(text.trim())) throw new PartRefusal('malformed', line, 'text between the samples')
}

function readSample(document: unknown, issues: IssueList): IntelGpuTopSample {
  const values = new JsonValues(isJsonObject(document) ? document : {}, 'sample', issues)
  return {
    periodMs: readReading(values, 'ms', 'period', 'duration'),
    frequencyActualMhz: readReading(values, 'MHz', 'frequency', 'actual'),
    frequencyRequestedMhz: readReading(values, 'MHz', 'frequency', 'requested'),
    rc6Percent: readReading(values, '%', 'rc6', 'value'),
    powerGpuW: readReading(values, 'W', 'power', 'GPU') ?? readReading(values, 'W', 'power', 'value'),
    powerPackageW: readReading(values, 'W', 'power', 'Package'),
    engines: listEntries(values, 'engines', MAX_ENGINES).map(([name]) => ({
      name,
      busyPercent: readReading(values, '%', 'engines', name, 'busy'),
    })),
    clients: listEntries(values, 'clients', MAX_CLIENTS).map(([id]) => ({
      pid: values.count('clients', id, 'pid'),
      name: values.text('clients', id, 'name'),
    })),
  }
}

/** A number whose unit stands beside it, for the whole group. */
function readReading(values: JsonValues, unit: string, ...path: string[]): number | null {
  const value = values.quantity('', ...path)
  if (value === null) return null
  const told = values.text(...path.slice(0, -1), 'unit')
  return told === unit ? value : values.reject(path, `${value} ${told}`)
}

/** `Render/3D/0`, `VideoEnhance`; clients by number. */
const NAME = /^[\w/ .-]{1,64}$/

function listEntries(values: JsonValues, name: string, most: number): [string, unknown][] {
  const group = values.raw(name)
  const entries = Object.entries(isJsonObject(group) ? group : {}).filter(([key]) => NAME.test(key))
  if (entries.length > most) throw new PartRefusal('tooLarge', null, `${entries.length} ${name}`)
  return entries
}

function countBreaks(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}
