import { describe, expect, it } from 'vitest'
import { describeLink } from '@/components/hardware/link-label'
import { layOutSlices } from '@/components/hardware/slice-segments'

describe('a PCIe link', () => {
  it('shows its maximum exactly when a known part runs below it', () => {
    const whole = { generation: 5, width: 16, maxGeneration: 5, maxWidth: 16 }
    expect(describeLink(whole)).toEqual({ now: 'Gen5 ×16', max: null, isKnown: true })
    expect(describeLink({ ...whole, width: 8 }).max).toBe('Gen5 ×16')
    expect(describeLink({ ...whole, generation: 1 }).max).toBe('Gen5 ×16')
  })

  it('never looks whole or degraded for want of a fact', () => {
    expect(describeLink({ generation: 4, width: 8, maxGeneration: null, maxWidth: null }).max).toBeNull()
    expect(describeLink({ generation: null, width: 8, maxGeneration: 5, maxWidth: 16 }).now).toBe('Gen? ×8')
    expect(describeLink({ generation: null, width: null, maxGeneration: 5, maxWidth: 16 }).isKnown).toBe(
      false,
    )
  })
})

describe('a slice bar', () => {
  it('covers every slot once, filling the gaps with free pieces', () => {
    const pieces = layOutSlices(8, [
      { start: 4, size: 2, kind: 'used', label: 'b' },
      { start: 0, size: 1, kind: 'used', label: 'a' },
    ])
    expect(pieces.map(({ start, size, kind }) => [start, size, kind])).toEqual([
      [0, 1, 'used'],
      [1, 3, 'free'],
      [4, 2, 'used'],
      [6, 2, 'free'],
    ])
    expect(pieces.reduce((sum, { size }) => sum + size, 0)).toBe(8)
  })

  it('refuses segments that overlap or leave the bar', () => {
    const used = { kind: 'used', label: 'x' } as const
    expect(() => layOutSlices(4, [{ start: 3, size: 2, ...used }])).toThrow(RangeError)
    expect(() =>
      layOutSlices(4, [
        { start: 0, size: 2, ...used },
        { start: 1, size: 1, ...used },
      ]),
    ).toThrow(RangeError)
  })
})
