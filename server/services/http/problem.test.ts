import { expect, test } from 'vitest'
import { DomainError } from '@/server/services/domain-error'
import { toProblem } from './problem'

test('what a refusal knows is told beside its sentence, never in place of it', async () => {
  const data = { detail: 'Unexpected end', code: 'x', title: 'x', status: 200, type: 'x', line: 3 }
  const answer = toProblem(
    new DomainError('invalid', 'notABundle', 'This is not a bundle: it ends early', data),
  )
  expect(answer.status).toBe(422)
  expect(await answer.json()).toEqual({
    type: 'about:blank',
    title: 'Not understood',
    status: 422,
    code: 'notABundle',
    detail: 'This is not a bundle: it ends early',
    line: 3,
  })
})

test('what nobody foresaw is told as an id and nothing more', async () => {
  process.env.BERTH_LOG_LEVEL = 'silent'
  const answer = toProblem(new Error('secret detail of the database'))
  expect(answer.status).toBe(500)
  const body = (await answer.json()) as { errorId: string; detail: string }
  expect(body.detail).toContain(body.errorId)
  expect(JSON.stringify(body)).not.toContain('secret')
})
