import { expect, test } from 'vitest'
import { TOKEN_KINDS } from '@/server/core/access/token-kind'
import { makeSecret, parseSecret } from './secret'

test('a secret of every kind is read back to the same hash and prefix', () => {
  let seen = 0
  for (const kind of TOKEN_KINDS) {
    const { secret, sha256, prefix } = makeSecret(kind)
    expect(parseSecret(` ${secret}\n`)).toEqual({ sha256, prefix })
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(prefix).toHaveLength(6)
    seen += 1
  }
  expect(seen).toBe(6)
})

test('a machine secret names its kind and carries 256 random bits', () => {
  expect(makeSecret('apiKey').secret).toMatch(/^berth_key_[A-Za-z0-9_-]{43}$/)
  expect(makeSecret('host').secret).toMatch(/^berth_host_[A-Za-z0-9_-]{43}$/)
})

test('a set-up code survives lower case, missing hyphens and the letters people confuse', () => {
  const { secret, sha256 } = makeSecret('setup')
  expect(secret).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  const typed = secret.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  expect(parseSecret(typed)?.sha256).toBe(sha256)
})

test.each(['', 'hunter2', 'berth_key_short', `berth_root_${'a'.repeat(43)}`, 'x'.repeat(10_000)])(
  'what cannot be a secret is not looked up: %.20s',
  (presented) => {
    expect(parseSecret(presented)).toBeNull()
  },
)
