import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createEnrolmentInput } from '@/server/contracts/token'
import { inviteUserInput } from '@/server/contracts/user'
import { findField, readFieldErrors } from './read-field-errors'
import { readRefusal } from './read-refusal'

function check(schema: z.ZodType, input: unknown, fields: string[]) {
  const parsed = schema.safeParse(input)
  if (parsed.success) throw new Error('The input was taken')
  return readFieldErrors(parsed.error.issues, fields)
}

describe('readFieldErrors', () => {
  test('an empty field is said to be empty, not to be too small', () => {
    const errors = check(inviteUserInput, { email: 'nobody', name: ' ', grants: [] }, ['email', 'name'])
    expect(errors).toEqual({ email: 'This is not an e-mail address', name: 'Fill this in' })
  })

  test('a number that is missing or out of bounds is said so, with the bound', () => {
    const input = { kind: 'bulk', label: 'Rack 4', expiresInHours: Number.NaN, maxHosts: 9000 }
    expect(check(createEnrolmentInput, input, ['label', 'expiresInHours', 'maxHosts'])).toEqual({
      expiresInHours: 'A whole number',
      maxHosts: 'At most 5000',
    })
  })

  test('the sentence of the contract is kept, and what belongs to no field is not lost', () => {
    const schema = z.object({ a: z.string().min(3, 'Say why'), b: z.number() })
    expect(check(schema, { a: '', b: 'x' }, ['a'])).toEqual({ a: 'Say why', '': 'A whole number' })
  })

  test('a path deep in a list belongs to the field that holds the list', () => {
    expect(findField('grants.0.scope', ['grant', 'grants', 'grants.0'])).toBe('grants.0')
    expect(findField('grants.1.scope', ['grant', 'grants', 'grants.0'])).toBe('grants')
    expect(findField('else', ['grants'])).toBe('')
  })
})

const thrown = (message: string, data: unknown) => Object.assign(new Error(message), { data })

describe('readRefusal', () => {
  test('the code and the numbers of the domain come through', () => {
    const reason = { code: 'lastAdmin', data: { userId: 'u1' } }
    expect(readRefusal(thrown('This is the last administrator', { code: 'CONFLICT', reason }))).toMatchObject(
      {
        code: 'lastAdmin',
        message: 'This is the last administrator',
        data: { userId: 'u1' },
      },
    )
  })

  test('the issues of a contract are listed for their fields', () => {
    const reason = { code: 'invalidInput', data: { issues: [{ path: 'email', message: 'No' }, 'nonsense'] } }
    expect(readRefusal(thrown('email: No', { code: 'BAD_REQUEST', reason })).issues).toEqual([
      { path: 'email', message: 'No' },
    ])
  })

  test('no answer at all is not taken for an answer', () => {
    expect(readRefusal(new TypeError('Failed to fetch')).code).toBe('unreachable')
    expect(readRefusal(null).code).toBe('unreachable')
  })

  test('a refusal without a reason keeps the code of the transport', () => {
    const refusal = readRefusal(
      thrown('Something went wrong', { code: 'INTERNAL_SERVER_ERROR', reason: null }),
    )
    expect(refusal).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Something went wrong',
      data: {},
      issues: [],
    })
  })
})
