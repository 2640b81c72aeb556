import { z } from 'zod'
import { DomainError } from '@/server/services/domain-error'
import { readBody } from '@/server/services/http/read-body'
import { answerDeliveries } from '@/server/services/ingest/answer-deliveries'
import { BUNDLE_LIMITS } from '@/server/services/ingest/limits'
import { uploadFiles } from '@/server/services/ingest/upload-files'
import { readRequestContext } from '@/server/services/session/read-request-context'

const name = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds characters that do not print')
const fields = z.object({ host: name, create: z.enum(['0', '1']).default('0') })

/** Files that a signed-in person brings by hand, as multipart form data. */
export const POST = answerDeliveries(async (request) => {
  const ctx = await readRequestContext(request, 'host:upload')
  const type = request.headers.get('content-type') ?? ''
  const body = await readBody(request, BUNDLE_LIMITS.wireBytes)
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new DomainError('invalid', 'invalidForm', 'Send the files as multipart/form-data')
    })
  const input = fields.safeParse({ host: form.get('host'), create: form.get('create') ?? undefined })
  if (!input.success) {
    throw new DomainError('invalid', 'invalidInput', z.prettifyError(input.error).replaceAll('\n', ' '))
  }
  const chosen = form.getAll('file').filter((file) => file instanceof File)
  const files = await Promise.all(
    chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  const { host, create } = input.data
  return Response.json(await uploadFiles({ ctx, input: { host, isNew: create === '1', files } }))
})
