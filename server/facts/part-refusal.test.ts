import { expect, test } from 'vitest'
import { cutDetail } from './part-refusal'

test('a remark that is cut never ends in half a character', () => {
  expect(cutDetail(`${'x'.repeat(199)}🦄 and more`)).toBe(`${'x'.repeat(199)}…`)
  expect(cutDetail(`${'x'.repeat(198)}🦄 and more`)).toBe(`${'x'.repeat(198)}🦄…`)
  expect(cutDetail('short 🦄')).toBe('short 🦄')
})
