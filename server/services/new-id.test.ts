import { expect, test } from 'vitest'
import { newId } from './new-id'

test('ids made one after another sort in that order and never repeat, also far beyond one counter', () => {
  const ids = Array.from({ length: 20_000 }, () => newId())
  expect(ids).toHaveLength(20_000)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id says version 7, variant 10 and the millisecond it was made in', () => {
  const before = Date.now()
  const id = newId()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const madeAtMs = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(madeAtMs).toBeGreaterThanOrEqual(before)
})
