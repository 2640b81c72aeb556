import { DomainError } from '@/server/services/domain-error'
import { answering, toProblem } from '@/server/services/http/problem'

/** A reading takes well under a second: by then the row of those who wait has moved on. */
const RETRY_AFTER_SECONDS = 10

/** As `answering`, and whoever was refused for want of a turn is told when to come back. */
export function answerDeliveries(
  handle: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return answering(async (request) => {
    try {
      return await handle(request)
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unavailable') throw error
      const answer = toProblem(error)
      answer.headers.set('retry-after', String(RETRY_AFTER_SECONDS))
      return answer
    }
  })
}
