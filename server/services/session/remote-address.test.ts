import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { markRemoteAddresses, REMOTE_ADDRESS_HEADER, resolveRemoteAddress } from './remote-address'

test.each([
  ['a client that connects itself cannot choose its address', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['a proxy on this machine is believed about who asked it', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['only the hop that the proxy itself added counts', '::1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['an IPv4 address in IPv6 clothes is the same address', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['nonsense from a proxy leaves the proxy as the address', '127.0.0.1', 'unknown', '127.0.0.1'],
  ['without a socket the address is unknown', undefined, '203.0.113.7', null],
])('%s', (_, socketAddress, forwardedFor, expected) => {
  expect(resolveRemoteAddress(socketAddress, forwardedFor)).toBe(expected)
})

test('every request of the process carries the address of its socket, whatever it claims', async () => {
  markRemoteAddresses()
  markRemoteAddresses()
  const server = createServer((request, response) =>
    response.end(String(request.headers[REMOTE_ADDRESS_HEADER])),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { [REMOTE_ADDRESS_HEADER]: '198.51.100.1' },
    })
    expect(await answer.text()).toBe('127.0.0.1')
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
