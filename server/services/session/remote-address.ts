import { Server } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Written by {@link markRemoteAddresses} from the socket; what a client sends under this name is dropped. */
export const REMOTE_ADDRESS_HEADER = 'x-berth-remote-address'

/** Proxies whose word is taken about who asked them. */
export type TrustedProxies = { has(address: string): boolean }

/** Nobody's: every address is the socket's own. */
export const NO_PROXIES: TrustedProxies = { has: () => false }

/** @param listed addresses and networks (`10.0.0.0/8`), as `BERTH_TRUSTED_PROXIES` was validated to be */
export function trustProxies(listed: readonly string[]): TrustedProxies {
  if (listed.length === 0) return NO_PROXIES
  const list = new BlockList()
  for (const entry of listed) {
    const [address = '', prefixLength] = entry.split('/')
    const family = nameFamily(address)
    if (prefixLength === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefixLength), family)
  }
  return { has: (address) => list.check(address, nameFamily(address)) }
}

function nameFamily(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

/** The one spelling of an address: no IPv4 in IPv6 clothes, no zone. Null for what is no address. */
function readAddress(text: string | undefined): string | null {
  const address = text
    ?.trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '')
  return address && isIP(address) !== 0 ? address : null
}

/**
 * The nearest address that is not a trusted proxy: the socket's own, or, where a trusted proxy delivers, the
 * last one that it was told by somebody it does not trust. The left end of the header is the client's own
 * claim and never reached.
 */
export function resolveRemoteAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trusted: TrustedProxies,
): string | null {
  let address = readAddress(socketAddress)
  if (address === null) return null
  const hops = (forwardedFor ?? '').split(',')
  while (trusted.has(address)) {
    const next = readAddress(hops.pop())
    if (next === null) break
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
export function markRemoteAddresses(trusted: TrustedProxies): void {
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
      const address = resolveRemoteAddress(socket.remoteAddress, headers['x-forwarded-for'], trusted)
      delete headers[REMOTE_ADDRESS_HEADER]
      if (address) headers[REMOTE_ADDRESS_HEADER] = address
    }
    return Reflect.apply(emit, this, [event, ...args]) as boolean
  } as typeof emit
}
