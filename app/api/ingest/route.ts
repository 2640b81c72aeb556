import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { DomainError } from '@/server/services/domain-error'
import { readBearer } from '@/server/services/http/bearer'
import { answerDeliveries } from '@/server/services/ingest/answer-deliveries'
import { ingestBundle } from '@/server/services/ingest/ingest-bundle'
import { metrics } from '@/server/services/metrics/registry'
import { services } from '@/server/services/open'
import { readRemoteAddress } from '@/server/services/session/remote-address'
import { NOBODY } from '@/server/services/session/viewer'

/** A collector's bundle, streamed: it is counted as it comes and never held beyond its limits. */
export const POST = answerDeliveries(async (request) => {
  const secret = readBearer(request.headers)
  const ctx = services().contextFor(NOBODY, readRemoteAddress(request.headers))
  const body = request.body ? Readable.fromWeb(request.body as ReadableStream) : Readable.from([])
  const { ingests } = metrics()
  try {
    const done = await ingestBundle({ ctx, secret, body })
    ingests.inc({ result: done.result })
    return Response.json(done, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    ingests.inc({ result: error instanceof DomainError ? error.code : 'failed' })
    throw error
  }
})
