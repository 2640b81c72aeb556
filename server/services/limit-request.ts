import { DomainError } from '@/server/services/domain-error'
import { readBody } from '@/server/services/http/read-body'

/** The same request with its body in memory. @throws DomainError `bodyTooLarge` as soon as it is too long */
export async function limitRequest(request: Request, bytesMax: number): Promise<Request> {
  if (request.body === null) return request
  // What announces itself as too long is not read; what does not is counted.
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) {
    throw new DomainError('tooLarge', 'bodyTooLarge', `The body is beyond ${bytesMax} bytes`, { bytesMax })
  }
  const body = await readBody(request, bytesMax)
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body: new Uint8Array(body) })
}
