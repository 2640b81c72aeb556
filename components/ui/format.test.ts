import { describe, expect, it } from 'vitest'
import { findCurrentTab } from '@/components/ui/current-tab'
import { formatBytes, formatNumber } from '@/components/ui/format-number'
import { formatDuration, formatRelative, formatUtc, toEpochMs } from '@/components/ui/format-time'
import { splitNumbers } from '@/components/ui/split-numbers'

describe('numbers', () => {
  it.each([
    [0.041234, 'measured', '0.0412'],
    [78.26, 'measured', '78.3'],
    [212.4, 'measured', '212'],
    [1240.6, 'measured', '1,241'],
    [81559, 'exact', '81,559'],
  ] as const)('%d shown as %s is %s', (value, precision, text) => {
    expect(formatNumber(value, precision)).toBe(text)
  })

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [312 * 1024 ** 3, '312 GiB'],
    [1.5 * 1024 ** 4, '1.5 TiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('times', () => {
  it.each([
    [900, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
    [-5000, '0 s'],
  ])('%d ms last %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })

  it('are told relative to now in both directions, and within two seconds as now', () => {
    expect(formatRelative(0, 22 * 60_000)).toBe('22 min ago')
    expect(formatRelative(3 * 3_600_000, 0)).toBe('in 3 h')
    expect(formatRelative(1000, 2500)).toBe('now')
  })

  it('have one absolute form that does not depend on the zone, and no form when they are no times', () => {
    expect(formatUtc(Date.UTC(2026, 2, 1, 14, 3, 22))).toBe('2026-03-01 14:03:22 UTC')
    expect(toEpochMs('not a time')).toBeNull()
  })
})

describe('sentences', () => {
  it('have their numbers with units marked, and not the digits inside names', () => {
    const bold = splitNumbers('h17 needs 12,288 MiB, 8192 free; link ×8 of ×16 at 78 % on gpu-3 since 14:03')
      .filter((part) => part.isNumber)
      .map((part) => part.text)
    expect(bold).toEqual(['12,288 MiB', '8192', '×8', '×16', '78 %'])
  })

  it.each(['', 'no numbers', '3', 'ends with 4 GiB', 'driver 580.126 → h17'])(
    'come back whole: "%s"',
    (sentence) => {
      expect(
        splitNumbers(sentence)
          .map((part) => part.text)
          .join(''),
      ).toBe(sentence)
    },
  )
})

const at = (query: string) => new URLSearchParams(query)

describe('tabs', () => {
  it('mark the most specific address that contains the reader', () => {
    const hrefs = ['/hosts/h1', '/hosts/h1/findings', '/hosts/h1/history']
    expect(findCurrentTab(hrefs, '/hosts/h1/findings', at(''))).toBe('/hosts/h1/findings')
    expect(findCurrentTab(hrefs, '/hosts/h1/other', at(''))).toBe('/hosts/h1')
    expect(findCurrentTab(hrefs, '/hosts/h10', at(''))).toBeUndefined()
  })

  it('may differ by their query only', () => {
    const hrefs = ['/hosts/h1', '/hosts/h1?tab=findings']
    expect(findCurrentTab(hrefs, '/hosts/h1', at('tab=findings&q=x'))).toBe('/hosts/h1?tab=findings')
    expect(findCurrentTab(hrefs, '/hosts/h1', at('q=x'))).toBe('/hosts/h1')
  })
})
