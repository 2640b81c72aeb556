import { createServer } from 'node:net'
import { isErrno } from '@/server/launcher/process-identity'

const LOOPBACK = '127.0.0.1'

/** A TCP port of the loopback address that nobody listens on: `preferred` where that is still so. */
export async function findFreePort(preferred: number | null): Promise<number> {
  if (preferred !== null && (await canListen({ host: LOOPBACK, port: preferred }))) return preferred
  return listenBriefly({ host: LOOPBACK, port: 0 })
}

/** False when somebody listens there; an address this machine does not have counts as free. */
export async function canListen(address: { host: string; port: number }): Promise<boolean> {
  try {
    await listenBriefly(address)
    return true
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) return false
    if (isErrno(error, 'EADDRNOTAVAIL') || isErrno(error, 'EAFNOSUPPORT')) return true
    throw error
  }
}

function listenBriefly({ host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const taken = address !== null && typeof address === 'object' ? address.port : port
      server.close(() => resolve(taken))
    })
  })
}
