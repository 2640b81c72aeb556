import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { readBearer } from '@/server/services/http/bearer'
import { answering } from '@/server/services/http/problem'
import { ingestBundle } from '@/server/services/ingest/ingest-bundle'
import { services } from '@/server/services/open'
import { readRemoteAddress } from '@/server/services/session/remote-address'
import { NOBODY } from '@/server/services/session/viewer'

/** A collector's bundle, streamed: it is counted as it comes and never held beyond its limits. */
export const POST = answering(async (request) => {
  const secret = readBearer(request.headers)
  const ctx = services().contextFor(NOBODY, readRemoteAddress(request.headers))
  const body = request.body ? Readable.fromWeb(request.body as ReadableStream) : Readable.from([])
  return Response.json(await ingestBundle({ ctx, secret, body }), {
    headers: { 'cache-control': 'no-store' },
  })
})
