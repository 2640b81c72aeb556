import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrastRatio, readColourTokens } from '@/components/ui/contrast'

const css = readFileSync(join(import.meta.dirname, '..', '..', 'app', 'globals.css'), 'utf8')
const tokens = readColourTokens(css)
const surfaces = ['ground', 'panel', 'raised', 'sunken', 'hover', 'selected']
const tones = ['ok', 'warn', 'bad', 'info', 'unknown']

const textPairs: [text: string, ground: string][] = [
  ...surfaces.flatMap((ground): [string, string][] => [
    ['ink', ground],
    ['ink-muted', ground],
  ]),
  ...tones.map((tone): [string, string] => [tone, `${tone}-ground`]),
  ...[...tones, 'drained'].flatMap((tone) =>
    ['ground', 'panel', 'raised', 'hover'].map((ground): [string, string] => [tone, ground]),
  ),
  ['unknown', 'hatch'],
  ['panel', 'ink'],
  ['panel', 'ink-muted'],
]

const markPairs: [mark: string, ground: string][] = [
  ...['ground', 'panel', 'raised', 'sunken', 'selected'].map((ground): [string, string] => ['focus', ground]),
  ['line-strong', 'panel'],
  ['line-strong', 'raised'],
  ['drained-line', 'panel'],
]

function ratioOf(one: string, other: string, theme: 'light' | 'dark'): number {
  const first = tokens.get(one)
  const second = tokens.get(other)
  if (first === undefined || second === undefined) throw new Error(`no token ${first ? other : one}`)
  return contrastRatio(first[theme], second[theme])
}

describe('the colour tokens', () => {
  it('are all read from the style sheet, so that none escapes the checks below', () => {
    expect(tokens.size).toBeGreaterThanOrEqual(30)
    const declared = [...css.matchAll(/^ {2}--([a-z0-9-]+): light-dark\(#/gmu)].map((match) => match[1])
    expect(declared.length).toBeGreaterThanOrEqual(24)
    for (const name of declared) expect(tokens.has(name ?? '')).toBe(true)
  })

  it('know the reference ratios: black on white is 21, a colour on itself is 1', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrastRatio('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(contrastRatio('#123456', '#123456')).toBe(1)
  })

  it.each(['light', 'dark'] as const)(
    'give every text at least 4.5 on its ground in the %s theme',
    (theme) => {
      const low = textPairs
        .map(([text, ground]) => ({ pair: `${text} on ${ground}`, ratio: ratioOf(text, ground, theme) }))
        .filter(({ ratio }) => ratio < 4.5)
      expect(textPairs.length).toBeGreaterThan(40)
      expect(low).toEqual([])
    },
  )

  it.each(['light', 'dark'] as const)('give every mark and outline at least 3 in the %s theme', (theme) => {
    const low = markPairs
      .map(([mark, ground]) => ({ pair: `${mark} on ${ground}`, ratio: ratioOf(mark, ground, theme) }))
      .filter(({ ratio }) => ratio < 3)
    expect(low).toEqual([])
  })

  it('have the eight series colours', () => {
    const series = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => tokens.get(`series-${place}`))
    expect(series.filter(Boolean)).toHaveLength(8)
    expect(new Set(series.map((colour) => colour?.light)).size).toBe(8)
    expect(new Set(series.map((colour) => colour?.dark)).size).toBe(8)
  })
})
