import { expect, test } from 'vitest'
import { cutDetail, PartRefusal } from './part-refusal'

test('a remark that is cut never ends in half a character', () => {
  expect(cutDetail(`${'x'.repeat(199)}🦄 and more`)).toBe(`${'x'.repeat(199)}…`)
  expect(cutDetail(`${'x'.repeat(198)}🦄 and more`)).toBe(`${'x'.repeat(198)}🦄…`)
  expect(cutDetail('short 🦄')).toBe('short 🦄')
})

test('a remark never holds half a character, nor is a refusal longer than any other remark', () => {
  expect(cutDetail('unexpected 🦄'.slice(0, -1))).toBe('unexpected \uFFFD')
  expect(new PartRefusal('malformed', 1, 'x'.repeat(500)).message).toBe(`${'x'.repeat(200)}…`)
})
