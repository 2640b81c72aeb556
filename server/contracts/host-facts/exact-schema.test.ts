import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { asMib, type Mib } from '@/server/core/units/mib'
import {
  cpuList,
  type Exact,
  eitherOf,
  flag,
  listOf,
  mapOf,
  mib,
  objectOf,
  oneOf,
  only,
  orNull,
  pciAddress,
  quantity,
  someOf,
  text,
  whole,
} from './exact-schema'

interface Fan {
  label: string
  speedPercent: number | null
  state: 'on' | 'off'
  sizes: Mib[]
}

const fan = objectOf<Fan>({
  label: text,
  speedPercent: orNull(quantity),
  state: oneOf(['on', 'off']),
  sizes: listOf(mib),
})
const GOOD: Fan = { label: 'rear', speedPercent: null, state: 'on', sizes: [asMib(5)] }

/** Never called: what the compiler must refuse stands under its mark, and a mark without an error is one itself. */
export function listWhatMustNotCompile(): unknown[] {
  const rest = { label: text, state: oneOf(['on', 'off']), sizes: listOf(mib) } as const
  return [
    // @ts-expect-error a field is missing
    objectOf<Fan>({ ...rest }),
    // @ts-expect-error a field that the type does not have
    objectOf<Fan>({ ...rest, speedPercent: orNull(quantity), colour: text }),
    // @ts-expect-error narrower than the type: null is not taken
    objectOf<Fan>({ ...rest, speedPercent: quantity }),
    // @ts-expect-error wider than the type: null is taken
    objectOf<Fan>({ ...rest, speedPercent: orNull(quantity), label: orNull(text) }),
    // @ts-expect-error a word of the type is not taken
    objectOf<Fan>({ ...rest, speedPercent: orNull(quantity), state: oneOf(['on']) }),
    // @ts-expect-error a word that the type does not have
    objectOf<Fan>({ ...rest, speedPercent: orNull(quantity), state: oneOf(['on', 'off', 'slow']) }),
    // @ts-expect-error a number of no unit
    objectOf<Fan>({ ...rest, speedPercent: orNull(quantity), sizes: listOf(whole) }),
    // @ts-expect-error one field too many within
    objectOf<{ at: { x: number } }>({ at: objectOf({ x: whole, y: whole }) }),
    // @ts-expect-error one field too few within
    objectOf<{ at: { x: number; y: number } }>({ at: objectOf({ x: whole }) }),
  ]
}

function takes(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success
}

describe('an exact schema', () => {
  it('takes what its type describes and gives back the type, brands included', () => {
    const taken: Fan = fan.parse(GOOD)
    expect(taken).toEqual(GOOD)
    const same: Exact<z.infer<typeof fan>> = fan
    expect(takes(same, { ...GOOD, speedPercent: 12.5 })).toBe(true)
  })

  it.each([
    ['a key too many', { ...GOOD, colour: 'red' }],
    ['a key too few', { label: 'rear', state: 'on', sizes: [] }],
    ['undefined for null', { ...GOOD, speedPercent: undefined }],
    ['another word', { ...GOOD, state: 'slow' }],
    ['a number as text', { ...GOOD, speedPercent: '12' }],
    ['null in a list', { ...GOOD, sizes: [null] }],
  ])('refuses %s', (_, value) => {
    expect(takes(fan, value)).toBe(false)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])(
    'takes no number that JSON or a double cannot hold exactly: %s',
    (value) => {
      expect([whole, quantity, mib].map((schema) => takes(schema, value))).toEqual([false, false, false])
    },
  )

  it('takes fractions for what is measured and none for what is counted', () => {
    expect([takes(quantity, 25.58), takes(whole, 25.58), takes(whole, -1)]).toEqual([true, false, true])
  })

  it('bounds texts, and takes none that no database stores', () => {
    expect(takes(text, 'x'.repeat(1_024))).toBe(true)
    expect(takes(text, 'x'.repeat(1_025))).toBe(false)
    expect([takes(text, 'a\u0000'), takes(text, '\ud83d')]).toEqual([false, false])
    expect(takes(mapOf(text), { ['k'.repeat(1_025)]: 'v' })).toBe(false)
    expect(takes(cpuList, '0,2,'.repeat(20_000))).toBe(false)
  })

  it.each(['', '0', '0-15,32-47', '8191'])('takes the CPU list %j', (list) => {
    expect(takes(cpuList, list)).toBe(true)
  })

  it.each(['0-', '-1', '0 2', '0,,2', 'all', '0-15;3'])('refuses %j as a CPU list', (list) => {
    expect(takes(cpuList, list)).toBe(false)
  })

  it('takes PCI addresses in their one spelling only', () => {
    expect(['0000:1a:00.0', '10000:e1:00.0'].map((one) => takes(pciAddress, one))).toEqual([true, true])
    const others = ['1a:00.0', '0000:1A:00.0', '0000:1a:00.8', '0000:1a:20.0', '00000000:1a:00.0 ']
    expect(others.map((one) => takes(pciAddress, one))).toEqual(others.map(() => false))
  })

  it('leaves keys out of a partial object, and knows no others', () => {
    const some = someOf<{ a: number; b: string }>({ a: whole, b: text })
    expect([{}, { a: 1 }, { a: 1, b: 'x' }].map((one) => takes(some, one))).toEqual([true, true, true])
    expect([{ c: 1 }, { a: null }].map((one) => takes(some, one))).toEqual([false, false])
  })

  it('takes one of several kinds, or one value only', () => {
    const kinds = eitherOf(text, flag)
    expect([takes(kinds, 'x'), takes(kinds, false), takes(kinds, 1)]).toEqual([true, true, false])
    expect([takes(only('v2'), 'v2'), takes(only('v2'), 'v1'), takes(only(true), false)]).toEqual([
      true,
      false,
      false,
    ])
  })
})
