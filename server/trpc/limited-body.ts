/**
 * The request with its body read into memory, or null as soon as that turns out longer than allowed: what
 * Content-Length promises is believed when it is too much and counted when it is not.
 */
export async function readLimitedBody(request: Request, bytesMax: number): Promise<Request | null> {
  if (request.body === null) return request
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return null
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  const reader = request.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    sizeBytes += part.value.byteLength
    if (sizeBytes > bytesMax) {
      await reader.cancel()
      return null
    }
    chunks.push(part.value)
  }
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body: Buffer.concat(chunks) })
}
