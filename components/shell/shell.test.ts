import { describe, expect, it } from 'vitest'
import { areas, visibleAreas } from '@/components/shell/areas'
import { deriveTrail } from '@/components/shell/breadcrumb-trail'
import { matchItems, type PaletteItem } from '@/components/shell/palette-items'
import { type KeyPress, prefixMs, readShellKey } from '@/components/shell/shell-keys'
import { formatThemeCookie, parseTheme, themes } from '@/components/shell/theme'
import {
  fromFieldUtc,
  readTimeRange,
  resolveTimeRange,
  toFieldUtc,
  writeTimeRange,
} from '@/components/shell/time-range'

describe('the areas', () => {
  it('have addresses and letters of their own, none of them g', () => {
    expect(areas.length).toBeGreaterThanOrEqual(5)
    expect(new Set(areas.map(({ href }) => href)).size).toBe(areas.length)
    expect(new Set(areas.map(({ shortcut }) => shortcut)).size).toBe(areas.length)
    expect(areas.some(({ shortcut }) => shortcut === 'g')).toBe(false)
  })

  it('are shown only to whoever may open them, and without their permissions', () => {
    expect(visibleAreas(() => false)).toEqual([])
    const shown = visibleAreas((permission) => permission === 'self' || permission === 'host:read')
    expect(shown.map(({ label }) => label)).toEqual(['Overview', 'Hosts', 'Settings'])
    expect(shown.some((item) => 'anyOf' in item)).toBe(false)
  })
})

describe('the theme', () => {
  it.each(themes)('%s comes back from its cookie', (theme) => {
    const value = formatThemeCookie(theme).split(';')[0]?.split('=')[1]
    expect(parseTheme(value)).toBe(theme)
  })

  it.each([undefined, '', 'DARK', '"><script>'])('is the system’s for %s', (value) => {
    expect(parseTheme(value)).toBe('system')
  })
})

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => {
  return { key, hasCommandModifier: false, isBare: true, atMs: 1000, ...more }
}

describe('the keys of the shell', () => {
  it('lead to an area by g and its letter, in time', () => {
    expect(readShellKey(press('h'), 900, areas)).toEqual({ kind: 'go', href: '/hosts' })
    expect(readShellKey(press('h'), 1000 - prefixMs, areas)).toEqual({ kind: 'go', href: '/hosts' })
    expect(readShellKey(press('h'), 999 - prefixMs, areas)).toBeNull()
    expect(readShellKey(press('h'), null, areas)).toBeNull()
  })

  it('open the palette also from a field, and nothing else from there', () => {
    expect(readShellKey(press('k', { hasCommandModifier: true, isBare: false }), null, areas)).toEqual({
      kind: 'palette',
    })
    for (const key of ['g', '/', '?'])
      expect(readShellKey(press(key, { isBare: false }), null, areas)).toBeNull()
  })

  it('leave the browser its own: with a modifier only k is taken', () => {
    for (const key of ['g', '/', '?', 'f', 'r']) {
      expect(readShellKey(press(key, { hasCommandModifier: true }), 900, areas)).toBeNull()
    }
  })
})

describe('the time range', () => {
  it('comes back from the address as it was written', () => {
    const custom = { kind: 'custom', fromMs: 1_700_000_000_000, toMs: 1_700_000_060_000 } as const
    expect(readTimeRange(writeTimeRange(custom))).toEqual(custom)
    const preset = readTimeRange({ range: '1h', from: null, to: null })
    expect(writeTimeRange(preset)).toEqual({ range: '1h', from: null, to: null })
  })

  it('is the last day for what is no range', () => {
    for (const raw of [
      { range: null, from: null, to: null },
      { range: 'x', from: null, to: null },
      { range: null, from: '2026-01-02', to: '2026-01-01' },
      { range: null, from: 'x', to: '2026-01-01' },
    ]) {
      expect(resolveTimeRange(readTimeRange(raw), 86_400_000)).toEqual({ fromMs: 0, toMs: 86_400_000 })
    }
  })

  it('is typed in UTC, whatever the zone of the browser', () => {
    const atMs = Date.UTC(2026, 2, 1, 14, 3)
    expect(toFieldUtc(atMs)).toBe('2026-03-01T14:03')
    expect(fromFieldUtc('2026-03-01T14:03')).toBe(atMs)
    expect(fromFieldUtc('')).toBeNull()
  })
})

describe('the breadcrumbs', () => {
  it('are the address, with areas by their names', () => {
    expect(deriveTrail('/', areas).map(({ label }) => label)).toEqual(['Overview'])
    expect(deriveTrail('/hosts/h%2017/history', areas)).toEqual([
      { label: 'Hosts', href: '/hosts' },
      { label: 'h 17', href: '/hosts/h%2017' },
      { label: 'History', href: '/hosts/h%2017/history' },
    ])
    expect(deriveTrail('/hosts/gpus', areas).at(-1)?.label).toBe('gpus')
  })

  it('survive an address that cannot be decoded', () => {
    expect(deriveTrail('/hosts/%E0%A4%A', areas).at(-1)?.label).toBe('%E0%A4%A')
  })
})

const item = (label: string, hint?: string): PaletteItem => {
  return { id: label, label, hint, run: { kind: 'open', href: '/' } }
}

describe('the palette', () => {
  it('finds by every word, in label or hint, in any case', () => {
    const items = [item('Enrol a host', 'Settings'), item('Hosts'), item('Audit')]
    expect(matchItems(items, 'HOST').map(({ id }) => id)).toEqual(['Enrol a host', 'Hosts'])
    expect(matchItems(items, 'host settings').map(({ id }) => id)).toEqual(['Enrol a host'])
    expect(matchItems(items, '')).toHaveLength(3)
  })
})
