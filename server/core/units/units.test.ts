import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCpuList, MAX_CPU_NUMBER, normaliseCpuList, parseCpuList } from './cpu-list'
import { convertKibToMib } from './mib'
import { comparePciAddresses, formatPciAddress, parsePciAddress, splitPciAddress } from './pci-address'
import { getLinkGeneration, parseLinkSpeedGts, parseLinkWidth } from './pcie-link'

describe('PCI addresses', () => {
  it.each([
    ['00000000:1A:00.0', '0000:1a:00.0'],
    ['0000:1a:00.0', '0000:1a:00.0'],
    ['1a:00.0', '0000:1a:00.0'],
    ['00000009:01:00.0', '0009:01:00.0'],
    ['10000:E1:00.0', '10000:e1:00.0'],
    [' 0000:ff:1f.7 ', '0000:ff:1f.7'],
  ])('%s has the one spelling %s', (text, expected) => {
    expect(parsePciAddress(text)).toBe(expected)
  })

  it.each(['', '1a:00', '0000:1a:20.0', '0000:1a:00.8', 'zz:00.0', '000000000:1a:00.0', '0000:1a:00.0 x'])(
    '%j is no address',
    (text) => {
      expect(parsePciAddress(text)).toBeNull()
    },
  )

  it('come apart and together again without loss', () => {
    const parts = fc.record({
      domain: fc.nat(0xffffffff),
      bus: fc.nat(255),
      device: fc.nat(31),
      fn: fc.nat(7),
    })
    fc.assert(
      fc.property(parts, (place) => {
        expect(splitPciAddress(formatPciAddress(place))).toEqual(place)
      }),
    )
  })

  it('are ordered by number, not by text', () => {
    const order = ['0000:02:00.0', '0000:10:00.0', '0009:01:00.0', '10000:01:00.0'].flatMap(
      (text) => parsePciAddress(text) ?? [],
    )
    expect(order).toHaveLength(4)
    expect(order.toReversed().toSorted(comparePciAddresses)).toEqual(order)
  })
})

describe('PCIe links', () => {
  it.each([
    ['2.5 GT/s PCIe', 2.5, 1],
    ['16.0 GT/s PCIe', 16, 4],
    ['32GT/s', 32, 5],
    ['64.0 GT/s', 64, 6],
    ['Unknown', null, null],
    ['17 GT/s', null, null],
  ])('%s is %s GT/s, generation %s', (text, gts, generation) => {
    expect(parseLinkSpeedGts(text)).toBe(gts)
    expect(getLinkGeneration(parseLinkSpeedGts(text))).toBe(generation)
  })

  it.each([
    ['x16', 16],
    ['16x', 16],
    ['8', 8],
    ['x0', null],
    ['0', null],
    ['63', null],
    ['255', null],
    ['x16x', null],
  ])('%s is %s lanes', (text, lanes) => {
    expect(parseLinkWidth(text)).toBe(lanes)
  })
})

describe('CPU lists', () => {
  it.each([
    ['0-15,32-47', '0-15,32-47'],
    ['0 2 4', '0,2,4'],
    ['3,1,2,1', '1-3'],
    ['', ''],
  ])('%j is written %j', (text, expected) => {
    expect(normaliseCpuList(text)).toBe(expected)
  })

  it.each(['4-2', '0-99999', `${MAX_CPU_NUMBER + 1}`, '0-4294967295', 'a', '0-', '-1', 'N/A'])(
    '%j is none, and takes no memory',
    (text) => {
      expect(normaliseCpuList(text)).toBeNull()
    },
  )

  it('written and read again is the same set', () => {
    const numbers = fc.uniqueArray(fc.nat(MAX_CPU_NUMBER), { maxLength: 200 })
    fc.assert(
      fc.property(numbers, (set) => {
        expect(parseCpuList(formatCpuList(set))).toEqual(set.toSorted((a, b) => a - b))
      }),
    )
  })
})

it('kibibytes become whole mebibytes, never more than there are', () => {
  expect([convertKibToMib(1_048_577), convertKibToMib(1_023)]).toEqual([1_024, 0])
})
