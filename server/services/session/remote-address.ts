import { Server } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Written by {@link markRemoteAddresses} from the socket; what a client sends under this name is dropped. */
export const REMOTE_ADDRESS_HEADER = 'x-berth-remote-address'

/** Proxies whose word is taken: the machine itself. */
const trusted = new BlockList()
trusted.addSubnet('127.0.0.0', 8, 'ipv4')
trusted.addAddress('::1', 'ipv6')

function isTrusted(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * The nearest address that is not a trusted proxy: the socket's own, or, where a trusted proxy delivers, the
 * last one that it was told by somebody it does not trust. The left end of the header is the client's own
 * claim and never reached.
 */
export function resolveRemoteAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
): string | null {
  const peer = socketAddress?.replace(/^::ffff:/, '')
  if (!peer || isIP(peer) === 0) return null
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim())
  let address = peer
  while (isTrusted(address)) {
    const next = hops.pop()?.replace(/^::ffff:/, '')
    if (!next || isIP(next) === 0) break
    address = next
  }
  return address
}

export function readRemoteAddress(headers: Headers): string | null {
  const value = headers.get(REMOTE_ADDRESS_HEADER)
  return value && isIP(value) !== 0 ? value : null
}

const marked = Symbol.for('berth.remoteAddress')

/**
 * Makes every HTTP server of this process note the true address of each request before anybody reads it. Next
 * hands route handlers only headers and believes a client's own X-Forwarded-For, which would let anyone choose
 * the address that rate limits count and the audit log keeps. Called once from `instrumentation.ts`.
 */
export function markRemoteAddresses(): void {
  const prototype = Server.prototype as typeof Server.prototype & { [marked]?: true }
  if (prototype[marked]) return
  prototype[marked] = true
  // Called below with its own server as `this`.
  // oxlint-disable-next-line typescript/unbound-method
  const emit = prototype.emit
  prototype.emit = function emitMarked(this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const request = event === 'request' ? args[0] : null
    if (request !== null && typeof request === 'object' && 'headers' in request && 'socket' in request) {
      const { headers, socket } = request as {
        headers: Record<string, string | undefined>
        socket: { remoteAddress?: string }
      }
      const address = resolveRemoteAddress(socket.remoteAddress, headers['x-forwarded-for'])
      delete headers[REMOTE_ADDRESS_HEADER]
      if (address) headers[REMOTE_ADDRESS_HEADER] = address
    }
    return Reflect.apply(emit, this, [event, ...args]) as boolean
  } as typeof emit
}
