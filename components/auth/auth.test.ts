import { describe, expect, test } from 'vitest'
import { passwordText } from '@/server/contracts/setup'
import { readInviteToken } from './invite-token'
import { buildSignInHref, readNextPath } from './next-path'
import { describePasswordRule } from './password-rule'
import { describeSignInRefusal, readSignInRefusal, readSsoRefusal } from './sign-in-refusal'

describe('readNextPath', () => {
  test.each([
    ['/hosts/h17?tab=gpus#gpu-3', '/hosts/h17?tab=gpus#gpu-3'],
    ['/settings/enrolment', '/settings/enrolment'],
    ['/sign-in-report', '/sign-in-report'],
  ])('a path of our own is kept: %s', (raw, expected) => {
    expect(readNextPath(raw)).toBe(expected)
  })

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'javascript:alert(1)',
    'hosts',
    '',
    '/sign-in?next=/sign-in',
    '/api/csv/audit',
    '/first-start',
  ])('nothing leads to another origin, to data or in a circle: %j', (raw) => {
    expect(readNextPath(raw)).toBe('/')
  })

  test('an address that repeats the name, or lacks it, leads to the start', () => {
    expect(readNextPath(['/hosts', '//evil.example'])).toBe('/')
    expect(readNextPath(null)).toBe('/')
  })

  test('the way back survives being written into an address', () => {
    const href = buildSignInHref('/hosts?q=a&sort=-slug')
    expect(readNextPath(new URL(href, 'http://localhost').searchParams.get('next'))).toBe(
      '/hosts?q=a&sort=-slug',
    )
    expect(buildSignInHref('//evil.example')).toBe('/sign-in')
  })
})

describe('password rule', () => {
  test('it says met exactly where the contract takes the password', () => {
    let seen = 0
    for (let length = 0; length <= 140; length += 1) {
      const password = 'p'.repeat(length)
      expect(describePasswordRule(password).isMet, `${length}`).toBe(passwordText.safeParse(password).success)
      seen += 1
    }
    expect(seen).toBe(141)
  })

  test('it counts what is typed so far', () => {
    expect(describePasswordRule('abc').text).toBe('3 of at least 12 characters.')
  })
})

function answer(status: number, code: string | null = null, retryAfter: string | null = null) {
  return readSignInRefusal({ status, code, retryAfter })
}

describe('refusals of a sign-in', () => {
  test('each refusal of the server is told apart', () => {
    expect(answer(401, 'INVALID_EMAIL_OR_PASSWORD')).toEqual({ kind: 'wrongCredentials' })
    expect(answer(403, 'ACCOUNT_DISABLED')).toEqual({ kind: 'disabled' })
    expect(answer(403, 'INVALID_ORIGIN')).toEqual({ kind: 'foreignOrigin' })
    expect(answer(503, 'UNAVAILABLE')).toEqual({ kind: 'away' })
    expect(answer(503, 'SSO_UNAVAILABLE')).toEqual({ kind: 'ssoAway' })
    expect(answer(418, 'TEAPOT')).toEqual({ kind: 'unknown', code: 'TEAPOT' })
    expect(readSignInRefusal(null)).toEqual({ kind: 'away' })
  })

  test('too many says how long, and a minute where the server does not', () => {
    expect(answer(429, 'TOO_MANY_SIGN_INS', '41')).toEqual({ kind: 'tooMany', retryAfterSeconds: 41 })
    expect(answer(429)).toEqual({ kind: 'tooMany', retryAfterSeconds: 60 })
    expect(describeSignInRefusal({ kind: 'tooMany', retryAfterSeconds: 41 }, 12)).toContain('in 12 s')
    expect(describeSignInRefusal({ kind: 'tooMany', retryAfterSeconds: 41 }, 0)).toContain('now')
  })

  test('single sign-on that came back empty-handed says why, or at least its code', () => {
    expect(readSsoRefusal(null)).toBeNull()
    expect(readSsoRefusal('account_disabled')).toEqual({ kind: 'disabled' })
    expect(readSsoRefusal('account_not_linked')).toEqual({ kind: 'ssoNotJoined' })
    const unknown = readSsoRefusal('nonce_binding_missing')
    expect(unknown && describeSignInRefusal(unknown)).toContain('nonce_binding_missing')
  })
})

test('an invitation is read from the fragment and from nothing else that may stand there', () => {
  expect(readInviteToken('#berth_invite_AbC-_123')).toBe('berth_invite_AbC-_123')
  expect(readInviteToken('')).toBeNull()
  expect(readInviteToken('#top')).toBeNull()
  expect(readInviteToken('#<img src=x>aaaaaaaaa')).toBeNull()
})
