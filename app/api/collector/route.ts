import { readCollector } from '@/server/services/collector/read-collector'
import { answering } from '@/server/services/http/problem'

/** The script is no secret; the pasted line checks its hash. */
export const GET = answering(async () => {
  const { script, sha256 } = await readCollector()
  return new Response(script, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
      'x-berth-sha256': sha256,
    },
  })
})
