import { z } from 'zod'
import { plainText } from '@/server/contracts/page'
import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

declare const exactly: unique symbol

/**
 * A zod schema that takes `T`, all of it and nothing else. The type is in both places of a function, so that neither
 * a schema that allows less than its type nor one that allows more can stand for it: whoever adds, drops or widens a
 * field in `server/core` is told by the compiler, at that field.
 */
export type Exact<T> = z.ZodType<T> & { readonly [exactly]: (value: T) => T }

/** The one place where a schema is taken at its word; every schema of facts is made of what is declared here. */
function vouch<T>(schema: z.ZodType): Exact<T> {
  return schema as z.ZodType<T> as Exact<T>
}

/** Longest text that a parser keeps. */
const MAX_TEXT_CHARACTERS = 1_024

/** Names and paths that are put together from several texts. */
const MAX_JOINED_CHARACTERS = 4_096

/** A set of 8,192 CPUs in which every second one is missing is 20 KB. */
const MAX_CPU_LIST_CHARACTERS = 65_536

export const text = vouch<string>(plainText(MAX_TEXT_CHARACTERS))
export const joinedText = vouch<string>(plainText(MAX_JOINED_CHARACTERS))
/** What the caller wrote, and nobody else: its own file names. */
export const anyText = vouch<string>(z.string())
export const flag = vouch<boolean>(z.boolean())

/** An id or a count: a whole number that a double holds exactly. */
export const whole = vouch<number>(z.int())

/** Something measured, fractions allowed; never infinite, and no larger than a double is exact. */
export const quantity = vouch<number>(z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER))

/** A double of which only the notation is known: a sample of somebody's exposition. */
export const double = vouch<number>(z.number())

export const mib = vouch<Mib>(quantity)
export const cpuList = vouch<CpuList>(
  z
    .string()
    .max(MAX_CPU_LIST_CHARACTERS)
    .regex(/^(?:\d{1,5}(?:-\d{1,5})?(?:,|$))*$/),
)
export const pciAddress = vouch<PciAddress>(
  z.string().regex(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/),
)

/** Words of a family that cannot be counted, such as `NV1`, `NV2`, …; the caller vouches that `shape` is `T`. */
export function wordLike<T extends string>(shape: RegExp): Exact<T> {
  return vouch<T>(z.string().regex(shape))
}

export function oneOf<const Word extends string>(words: readonly Word[]): Exact<Word> {
  return vouch<Word>(z.enum(words))
}

/** One value and no other: a schema's name, or a flag that is only ever true. */
export function only<const Value extends string | boolean>(value: Value): Exact<Value> {
  return vouch<Value>(z.literal(value))
}

/** Null is "not told". */
export function orNull<T>(schema: Exact<T>): Exact<T | null> {
  return vouch<T | null>(schema.nullable())
}

export function eitherOf<A, B>(one: Exact<A>, other: Exact<B>): Exact<A | B> {
  return vouch<A | B>(z.union([one, other]))
}

export function listOf<T>(schema: Exact<T>): Exact<T[]> {
  return vouch<T[]>(z.array(schema))
}

export function mapOf<T>(schema: Exact<T>): Exact<Record<string, T>> {
  return vouch<Record<string, T>>(z.record(z.string().max(MAX_TEXT_CHARACTERS), schema))
}

/** Every field of `T` by its schema; a key that is missing, or that `T` does not have, is refused. */
export function objectOf<T extends object>(shape: { [K in keyof T]-?: Exact<T[K]> }): Exact<T> {
  return vouch<T>(z.strictObject(shape))
}

/** As `objectOf`, where any of the keys may be missing. */
export function someOf<T extends object>(shape: { [K in keyof T]-?: Exact<T[K]> }): Exact<Partial<T>> {
  return vouch<Partial<T>>(z.strictObject(shape).partial())
}
