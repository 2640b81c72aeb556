import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { E2E_PORT } from './addresses'

export interface ZeroTar {
  files: number
  megabytesEach: number
}

export interface FloodAnswer {
  status: number
  contentType: string
  sentBytes: number
  problem: unknown
}

/**
 * Posts a body as it is made, keeping none of it. By curl, as hosts do: Node's own client drops an answer that
 * comes together with the end of a connection whose body nobody reads any more.
 */
export async function postStream(
  path: string,
  token: string,
  body: AsyncIterable<Uint8Array>,
): Promise<FloodAnswer> {
  const url = `http://127.0.0.1:${E2E_PORT}${path}`
  const report = '\\n%{http_code} %{size_upload} %{content_type}'
  const curl = spawn('curl', [
    '-sS',
    '-X',
    'POST',
    '-T',
    '-',
    '-H',
    `Authorization: Bearer ${token}`,
    '-w',
    report,
    url,
  ])
  let said = ''
  let warned = ''
  curl.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  curl.stderr.on('data', (chunk: Buffer) => (warned += chunk.toString()))
  const ended = once(curl, 'close')
  // curl stops reading once it has its answer.
  await pipeline(body, curl.stdin).catch((error: NodeJS.ErrnoException) => {
    if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? '')) throw error
  })
  await ended
  const lines = said.split('\n')
  const [status = '', sentBytes = '', contentType = ''] = lines.at(-1)?.split(' ') ?? []
  if (status === '000' || lines.length < 2) throw new Error(`curl got no answer: ${said} ${warned}`)
  const problem: unknown = JSON.parse(lines.slice(0, -1).join('\n'))
  return { status: Number(status), sentBytes: Number(sentBytes), contentType, problem }
}

const megabyte = Buffer.alloc(1024 * 1024)

/** A plain tar of files of zeros, made as it is read. */
export async function* makeZeroTar({ files, megabytesEach }: ZeroTar): AsyncGenerator<Uint8Array> {
  for (let file = 0; file < files; file++) {
    yield writeTarHeader(`zeros-${file}`, megabytesEach * megabyte.length)
    for (let count = 0; count < megabytesEach; count++) yield megabyte
  }
}

/** The same in a thousandth of the bytes. */
export function makeZipBomb(size: ZeroTar): Readable {
  return Readable.from(makeZeroTar(size)).pipe(createGzip({ level: 1 }))
}

function writeTarHeader(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name)
  header.write('0000600\0', 100)
  header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124)
  // The checksum is taken with its own field as spaces.
  header.write('        0', 148)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Opens the event stream and then never reads a byte of it. */
export function watchWithoutReading(cookie: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: E2E_PORT })
    socket.pause()
    socket.once('error', reject)
    socket.once('connect', () => {
      const lines = [
        'GET /api/trpc/changes.watch HTTP/1.1',
        `Host: localhost:${E2E_PORT}`,
        'Accept: text/event-stream',
        `Cookie: ${cookie}`,
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\n`, () => resolve(socket))
    })
  })
}

/** What came first on a socket that was left unread, which is then closed. */
export async function readHead(socket: Socket): Promise<string> {
  socket.resume()
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return chunk.toString().split('\r\n\r\n')[0] ?? ''
}
