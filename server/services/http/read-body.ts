import { DomainError } from '@/server/services/domain-error'

/** Reads a body into memory up to a limit, counting as it comes: a length that is announced is not believed. */
export async function readBody(request: Request, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > mostBytes) {
      throw new DomainError('tooLarge', 'bodyTooLarge', `The body is beyond ${mostBytes} bytes`, {
        mostBytes,
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
