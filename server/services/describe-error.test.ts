import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { describeError } from './describe-error'

test('the parameters of a failed query are in no part of what is logged', () => {
  const error = new DrizzleQueryError(
    'select 1 where token = $1',
    ['hunter2\nhunter2'],
    new Error('relation missing'),
  )
  expect(error.message).toContain('hunter2')
  const text = JSON.stringify(describeError(new Error('outer', { cause: error })))
  expect(text).not.toContain('hunter2')
  expect(text).toContain('select 1 where token = $1')
  expect(text).toContain('relation missing')
  expect(text).toContain('describe-error.test')
})

test('what is thrown without being an error is not printed', () => {
  expect(JSON.stringify(describeError('hunter2'))).not.toContain('hunter2')
})
