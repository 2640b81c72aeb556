import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import {
  markRemoteAddresses,
  NO_PROXIES,
  REMOTE_ADDRESS_HEADER,
  resolveRemoteAddress,
  trustProxies,
} from './remote-address'

const proxies = trustProxies(['127.0.0.1', '::1', '10.1.0.0/16', 'fd00:1::/32'])

test.each([
  ['a client that connects itself cannot choose its address', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['a listed proxy is believed about who asked it', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['a proxy of a listed network is believed', '10.1.200.3', '203.0.113.7', '203.0.113.7'],
  ['a neighbour of the listed network is not', '10.2.0.1', '203.0.113.7', '10.2.0.1'],
  ['a listed IPv6 network counts as well', 'fd00:1::7', '2001:db8::1', '2001:db8::1'],
  ['only the hop that the proxy itself added counts', '::1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['through two listed proxies the client is found', '127.0.0.1', '203.0.113.7, 10.1.0.9', '203.0.113.7'],
  ['a proxy that asks for itself is the address', '127.0.0.1', '10.1.0.9', '10.1.0.9'],
  ['another address of this machine is not listed', '127.0.0.2', '203.0.113.7', '127.0.0.2'],
  ['a proxy that says nothing is the address', '127.0.0.1', undefined, '127.0.0.1'],
  ['an IPv4 address in IPv6 clothes is the same address', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['so is a listed one', '::FFFF:127.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
  ['the zone of a link-local address is not part of it', 'fe80::1%eth0', undefined, 'fe80::1'],
  ['nonsense from a proxy leaves the proxy as the address', '127.0.0.1', 'unknown', '127.0.0.1'],
  ['without a socket the address is unknown', undefined, '203.0.113.7', null],
])('%s', (_, socketAddress, forwardedFor, expected) => {
  expect(resolveRemoteAddress(socketAddress, forwardedFor, proxies)).toBe(expected)
})

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.0.9'])(
  'where no proxy is listed, %s cannot choose its address, the machine itself neither',
  (socketAddress) => {
    const own = socketAddress.replace('::ffff:', '')
    expect(resolveRemoteAddress(socketAddress, '203.0.113.7', NO_PROXIES)).toBe(own)
    expect(resolveRemoteAddress(socketAddress, '203.0.113.7', trustProxies([]))).toBe(own)
  },
)

async function askServer(headers: Record<string, string>): Promise<string> {
  const server = createServer((request, response) =>
    response.end(String(request.headers[REMOTE_ADDRESS_HEADER])),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text()
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

test('every request of the process carries the address of its socket, whatever it claims', async () => {
  markRemoteAddresses(NO_PROXIES)
  markRemoteAddresses(NO_PROXIES)
  const claims = { [REMOTE_ADDRESS_HEADER]: '198.51.100.1', 'x-forwarded-for': '198.51.100.2' }
  expect(await askServer(claims)).toBe('127.0.0.1')
})
