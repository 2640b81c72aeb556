import { Registry } from 'prom-client'
import { answering } from '@/server/services/http/problem'
import { readEstateMetrics } from '@/server/services/metrics/read-estate-metrics'
import { metrics } from '@/server/services/metrics/registry'
import { readRequestContext } from '@/server/services/session/read-request-context'

/** For Prometheus, with an API key that may read the estate: `authorization: { credentials: berth_key_… }`. */
export const GET = answering(async (request) => {
  const ctx = await readRequestContext(request, 'estate:read')
  const all = Registry.merge([metrics().registry, await readEstateMetrics({ ctx })])
  return new Response(await all.metrics(), {
    headers: { 'content-type': all.contentType, 'cache-control': 'no-store' },
  })
})
