import type {
  ExpositionFacts,
  ExpositionFamily,
  ExpositionKind,
} from '@/server/core/inventory/tools/exposition-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { DcgmGpus, isDcgmBlank } from './dcgm-gpus'
import { cutText, readSampleLine, unescapeText } from './read-sample-line'
import { recogniseExporter } from './recognise-exporter'

/** node_exporter on a big host has 10,000 samples; bounds on memory. */
const MAX_SAMPLES = 100_000
const MAX_FAMILIES = 20_000

/**
 * A page in the text format 0.0.4 or in OpenMetrics. A line that cannot be read is an issue and costs itself only.
 * Throws `PartRefusal`.
 */
export function parseExposition(text: string, issues: IssueList): ExpositionFacts {
  const page = new ExpositionPage(issues)
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() === '') continue
    if (content.trim() === '# EOF') break
    if (content.startsWith('#')) page.readComment(content, line)
    else page.readSample(content.trim(), line)
  }
  return page.finish()
}

const KINDS: Record<string, ExpositionKind> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'untyped',
  unknown: 'untyped',
  info: 'info',
  stateset: 'stateset',
  gaugehistogram: 'gaugehistogram',
}

/** Endings of sample names by the kind of the family they belong to. */
const ENDINGS: Partial<Record<ExpositionKind, RegExp>> = {
  counter: /_(?:total|created)$/,
  histogram: /_(?:bucket|sum|count|created)$/,
  summary: /_(?:sum|count|created)$/,
  info: /_info$/,
  gaugehistogram: /_(?:bucket|gsum|gcount)$/,
}

const ANY_ENDING = /_(?:total|created|bucket|sum|count|info|gsum|gcount)$/

const DESCRIPTION = /^#\s+(HELP|TYPE|UNIT)\s+("(?:[^"\\]|\\.)*"|[a-zA-Z_:][\w:]*)(?:\s+(.*))?$/

class ExpositionPage {
  readonly #issues: IssueList
  readonly #families = new Map<string, ExpositionFamily>()
  readonly #gpus = new DcgmGpus()
  #exporter: string | null = null
  #samples = 0

  constructor(issues: IssueList) {
    this.#issues = issues
  }

  readComment(content: string, line: number): void {
    const [, keyword, quotedName = '', text = ''] = DESCRIPTION.exec(content.trimEnd()) ?? []
    if (keyword === undefined) {
      if (/^#\s+(?:HELP|TYPE)\b/.test(content)) this.#issues.add('unreadableLine', line, content)
      return
    }
    const name = quotedName.startsWith('"') ? unescapeText(quotedName.slice(1, -1)) : quotedName
    if (keyword === 'HELP') this.#enter(name, line).help ??= cutText(unescapeText(text))
    if (keyword === 'TYPE') this.#setKind(this.#enter(name, line), text.trim(), line)
  }

  readSample(content: string, line: number): void {
    const found = readSampleLine(content)
    if (!found) {
      this.#issues.add('unreadableLine', line, content)
      return
    }
    const { hasElidedLabels, ...sample } = found
    if (hasElidedLabels) this.#issues.add('unreadableValue', line, `${sample.name}: labels left out`)
    this.#samples += 1
    if (this.#samples > MAX_SAMPLES) throw new PartRefusal('tooLarge', line, `over ${MAX_SAMPLES} samples`)
    if (sample.value === null) this.#issues.add('unreadableValue', line, `${sample.name}: out of range`)
    if (sample.name.startsWith('DCGM_FI_')) {
      if (typeof sample.value === 'number' && isDcgmBlank(sample.value)) sample.value = null
      this.#gpus.add(sample)
    }
    this.#findFamily(sample.name, line).samples.push(sample)
  }

  finish(): ExpositionFacts {
    if (this.#samples === 0) throw new PartRefusal('unrecognised', null, 'no sample')
    return {
      exporter: this.#exporter,
      families: [...this.#families.values()],
      gpus: this.#exporter === 'dcgm-exporter' ? this.#gpus.list() : null,
    }
  }

  /** Only a TYPE line before the first sample counts: a page cut between the two must not say otherwise. */
  #setKind(family: ExpositionFamily, word: string, line: number): void {
    const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined
    if (!kind) this.#issues.add('unreadableValue', line, `TYPE ${family.name} ${word}`)
    else if (family.kind === null && family.samples.length === 0) family.kind = kind
    else if (family.kind !== kind) this.#issues.add('duplicate', line, `TYPE ${family.name} ${word}`)
  }

  #findFamily(sampleName: string, line: number): ExpositionFamily {
    const own = this.#families.get(sampleName)
    if (own) return own
    const stem = sampleName.replace(ANY_ENDING, '')
    const family = stem === sampleName ? undefined : this.#families.get(stem)
    const isOfFamily = family?.kind && ENDINGS[family.kind]?.test(sampleName)
    return isOfFamily ? family : this.#enter(sampleName, line)
  }

  #enter(name: string, line: number): ExpositionFamily {
    const known = this.#families.get(name)
    if (known) return known
    if (this.#families.size >= MAX_FAMILIES) {
      throw new PartRefusal('tooLarge', line, `over ${MAX_FAMILIES} families`)
    }
    const family: ExpositionFamily = { name: cutText(name), kind: null, help: null, samples: [] }
    this.#families.set(name, family)
    this.#exporter ??= recogniseExporter(name)
    return family
  }
}
