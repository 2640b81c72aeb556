import { NextRequest } from 'next/server'
import { expect, test } from 'vitest'
import { config, proxy } from './proxy'

const visit = () => proxy(new NextRequest('http://localhost:3000/hosts'))
const nonceOf = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1]

test('each page gets a nonce of its own, and the renderer is told the same one', () => {
  const [first, second] = [visit(), visit()]
  const nonce = nonceOf(first.headers.get('content-security-policy'))
  expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(nonceOf(second.headers.get('content-security-policy'))).not.toBe(nonce)
  // How Next hands changed request headers from the proxy to the page.
  expect(first.headers.get('x-middleware-request-x-nonce')).toBe(nonce)
  expect(nonceOf(first.headers.get('x-middleware-request-content-security-policy'))).toBe(nonce)
})

test('pages pass through it; the API, whose bodies it must not touch, and static files do not', () => {
  const [matcher = ''] = config.matcher
  const isMatched = (path: string) => new RegExp(`^${matcher}$`).test(path)
  expect(['/', '/hosts', '/hosts/gpu-1', '/sign-in', '/apiary'].filter(isMatched)).toHaveLength(5)
  expect(
    ['/api/ingest', '/api/trpc/hosts.list', '/_next/static/chunks/a.js', '/favicon.svg'].filter(isMatched),
  ).toEqual([])
})
