import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface CutProxy {
  /** The same database, by way of the proxy. */
  url: string
  /** From now on every connection is refused, and those that are open are cut. */
  cut(): void
  mend(): void
  /** Cuts, once, as soon as a statement with this text passes: in the middle of whatever it belongs to. */
  cutWhenSeen(text: string): Promise<void>
  close(): Promise<void>
}

/** A TCP proxy before PostgreSQL that can lose it at a chosen moment. */
export async function openCutProxy(databaseUrl: string): Promise<CutProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let isCut = false
  let watch: { text: string; seen: () => void } | null = null
  const cut = () => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  const server: Server = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    const database = connect(Number(target.port), target.hostname)
    for (const socket of [client, database]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        database.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (watch && chunk.includes(watch.text)) {
        const { seen } = watch
        watch = null
        cut()
        seen()
      } else database.write(chunk)
    })
    database.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.toString(),
    cut,
    mend: () => {
      isCut = false
    },
    cutWhenSeen: (text) =>
      new Promise((resolve) => {
        watch = { text, seen: resolve }
      }),
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
