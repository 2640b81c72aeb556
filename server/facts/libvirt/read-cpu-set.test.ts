import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCpuList } from '@/server/core/units/cpu-list'
import { readCpuSet } from './read-cpu-set'

describe('a CPU set of libvirt', () => {
  it.each([
    ['0-3,^2', '0-1,3'],
    ['^0,0-3,2-5', '1-5'],
    ['7, 3,4', '3-4,7'],
    ['5,^5', ''],
    ['0-16383', '0-16383'],
  ])('%s is the list %s', (text, list) => {
    expect(readCpuSet(text)).toBe(list)
  })

  it.each(['', '1,', '3-1', '^1-2', '16384', '0-99999', '-1', 'all'])('%s is none', (text) => {
    expect(readCpuSet(text)).toBeNull()
  })

  it('is what remains of its numbers, however it is written', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(9))
    fc.assert(
      fc.property(fc.array(range, { minLength: 1 }), fc.array(fc.nat(80)), (ranges, takenOut) => {
        const numbers = ranges.flatMap(([first, more]) =>
          Array.from({ length: more + 1 }, (_, index) => first + index),
        )
        const text = [
          ...ranges.map(([first, more]) => `${first}-${first + more}`),
          ...takenOut.map((number) => `^${number}`),
        ].join(',')
        expect(readCpuSet(text)).toBe(formatCpuList(numbers.filter((number) => !takenOut.includes(number))))
      }),
    )
  })
})
