import { expect, test } from 'vitest'
import { limitRequest } from './limit-request'

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
  const limited = await limitRequest(post(['abc', 'def'], { 'x-a': '1' }).request, 6)
  expect(await limited.text()).toBe('abcdef')
  expect(limited.headers.get('x-a')).toBe('1')
  expect(limited.method).toBe('POST')
})

test('a body that turns out too long is dropped without reading the rest of it', async () => {
  const { request, countPulled } = post(Array.from({ length: 1000 }, () => 'x'.repeat(100)))
  await expect(limitRequest(request, 150)).rejects.toMatchObject({ code: 'bodyTooLarge', status: 413 })
  expect(countPulled()).toBeLessThan(10)
})

test('a body that announces itself as too long is not read', async () => {
  const { request, countPulled } = post(['a'], { 'content-length': '151' })
  await expect(limitRequest(request, 150)).rejects.toMatchObject({ code: 'bodyTooLarge' })
  expect(countPulled()).toBeLessThanOrEqual(1)
})

test('a request without a body passes', async () => {
  const request = new Request('http://localhost/')
  expect(await limitRequest(request, 1)).toBe(request)
})
