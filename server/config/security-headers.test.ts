import { expect, test } from 'vitest'
import { listSecurityHeaders } from './security-headers'

const plain = { nonce: 'abc', berthUrl: 'http://localhost:3000', oidcIssuer: null }

function readPolicy(args: Parameters<typeof listSecurityHeaders>[0]): Map<string, string> {
  const policy = listSecurityHeaders(args)['content-security-policy']
  return new Map(
    policy.split('; ').map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]),
  )
}

test('scripts run by the nonce of this page and nothing else', () => {
  const policy = readPolicy(plain)
  expect(policy.get('script-src')).toBe("'self' 'nonce-abc' 'strict-dynamic'")
  expect(policy.get('style-src')).toBe("'self' 'nonce-abc'")
  expect(policy.get('style-src-attr')).toBe("'unsafe-inline'")
  expect([policy.get('object-src'), policy.get('base-uri'), policy.get('frame-ancestors')]).toEqual([
    "'none'",
    "'none'",
    "'none'",
  ])
})

test('forms reach the provider of single sign-on only where there is one', () => {
  expect(readPolicy(plain).get('form-action')).toBe("'self'")
  const withOidc = { ...plain, oidcIssuer: 'https://id.example.com/realms/main' }
  expect(readPolicy(withOidc).get('form-action')).toBe("'self' https://id.example.com")
})

test('only a Berth on HTTPS asks browsers to insist on HTTPS', () => {
  expect(listSecurityHeaders(plain)).not.toHaveProperty('strict-transport-security')
  const secure = { ...plain, berthUrl: 'https://berth.example.com' }
  expect(listSecurityHeaders(secure)).toHaveProperty('strict-transport-security')
})
