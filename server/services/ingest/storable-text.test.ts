import { expect, test } from 'vitest'
import { makeStorable, makeStorableText } from './storable-text'

test.each([
  ['plain text stays as it is', 'NVIDIA L40S\t✔ 🦄', 'NVIDIA L40S\t✔ 🦄'],
  ['NUL, which PostgreSQL holds in no text, is replaced', 'a\0b', 'a\uFFFDb'],
  ['a high surrogate alone is replaced', 'a\ud83dz', 'a\uFFFDz'],
  ['a low surrogate alone is replaced', '\ude00z', '\uFFFDz'],
])('%s', (_, text, storable) => {
  expect(makeStorableText(text)).toBe(storable)
})

test('a cut falls between characters, never inside one', () => {
  expect(makeStorableText(`ab🦄cd`, 3)).toBe('ab🦄')
  expect(makeStorableText(`ab🦄cd`, 2)).toBe('ab')
  expect(makeStorableText('🦄🦄', 2)).toBe('🦄🦄')
})

test('every text in a structure is made storable, names of fields too, and all else is untouched', () => {
  const facts = { list: ['a\0', 7, null, true, [{ 'k\0': '\ud800' }]], none: undefined, n: 1.5 }
  expect(makeStorable(facts)).toEqual({
    list: ['a\uFFFD', 7, null, true, [{ 'k\uFFFD': '\uFFFD' }]],
    none: undefined,
    n: 1.5,
  })
  expect(facts.list[0]).toBe('a\0')
})
