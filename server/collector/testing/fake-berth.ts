import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'

export type SeenRequest = { path: string; headers: IncomingHttpHeaders; body: Buffer }
export type Answer = { status: number; headers?: Record<string, string>; body: string }

/** Answers in the shapes of Berth's host API; a test scripts what comes next and reads what was asked. */
export class FakeBerth {
  readonly requests: SeenRequest[] = []
  readonly answers: Answer[] = []
  /** Told how many requests there were, after each of them. */
  onRequest: (count: number) => void = () => {}
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FakeBerth> {
    const server = createServer()
    const berth = new FakeBerth(server)
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const path = request.url ?? ''
        berth.requests.push({ path, headers: request.headers, body: Buffer.concat(chunks) })
        const answer = berth.answers.shift() ?? (path === '/api/enrol' ? ENROLLED : ACCEPTED)
        response.on('finish', () => berth.onRequest(berth.requests.length))
        response.writeHead(answer.status, { connection: 'close', ...answer.headers }).end(answer.body)
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return berth
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP')
    return `http://127.0.0.1:${address.port}`
  }

  get ingested(): SeenRequest[] {
    return this.requests.filter((request) => request.path === '/api/ingest')
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }
}

export const HOST_TOKEN = 'berth_host_0123456789abcdefABCDEF'
export const ENROLLED: Answer = {
  status: 201,
  headers: { 'content-type': 'text/plain' },
  body: `token=${HOST_TOKEN}\nhost=gpu-01\nstate=enrolled\n`,
}
export const ACCEPTED: Answer = { status: 200, body: '{"result":"accepted","parts":[]}' }

export function problem(status: number, code: string, detail: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: 'No', status, detail, code }),
  }
}

/** The files of a bundle by name. */
export async function unpackBundle(body: Buffer): Promise<Map<string, string>> {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  const files = new Map<string, string>()
  const reader = extract()
  reader.end(isGzip ? gunzipSync(body) : body)
  for await (const entry of reader) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    files.set(entry.header.name, Buffer.concat(chunks).toString('utf8'))
  }
  return files
}
