import { expect, test } from 'vitest'
import { readLimitedBody } from './limited-body'

function post(chunks: string[], headers: Record<string, string> = {}) {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[pulled]
      pulled += 1
      if (chunk === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(chunk))
    },
  })
  const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
  return { request: new Request('http://localhost/', init), countPulled: () => pulled }
}

test('a body within the limit arrives whole, with the headers of its request', async () => {
  const limited = await readLimitedBody(post(['abc', 'def'], { 'x-a': '1' }).request, 6)
  expect(await limited?.text()).toBe('abcdef')
  expect(limited?.headers.get('x-a')).toBe('1')
  expect(limited?.method).toBe('POST')
})

test('a body that turns out too long is dropped without reading the rest of it', async () => {
  const { request, countPulled } = post(Array.from({ length: 1000 }, () => 'x'.repeat(100)))
  expect(await readLimitedBody(request, 150)).toBeNull()
  expect(countPulled()).toBeLessThan(10)
})

test('a body that announces itself as too long is not read', async () => {
  expect(await readLimitedBody(post(['a'], { 'content-length': '151' }).request, 150)).toBeNull()
})

test('a request without a body passes', async () => {
  const request = new Request('http://localhost/')
  expect(await readLimitedBody(request, 1)).toBe(request)
})
