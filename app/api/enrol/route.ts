import { z } from 'zod'
import { DomainError } from '@/server/services/domain-error'
import { enrolHost, enrolHostInput } from '@/server/services/hosts/enrol-host'
import { readBearer } from '@/server/services/http/bearer'
import { answering } from '@/server/services/http/problem'
import { readBody } from '@/server/services/http/read-body'
import { services } from '@/server/services/open'
import { readRemoteAddress } from '@/server/services/session/remote-address'
import { NOBODY } from '@/server/services/session/viewer'

const FORM_BYTES_MAX = 8 * 1024

/** Exchanges an enrolment token for a host token; answers lines that a shell can read. */
export const POST = answering(async (request) => {
  const secret = readBearer(request.headers)
  const form = new URLSearchParams((await readBody(request, FORM_BYTES_MAX)).toString('utf8'))
  const input = enrolHostInput.safeParse(Object.fromEntries(form))
  if (!input.success) {
    throw new DomainError('invalid', 'invalidInput', z.prettifyError(input.error).replaceAll('\n', ' '))
  }
  const ctx = services().contextFor(NOBODY, readRemoteAddress(request.headers))
  const { hostToken, slug, state } = await enrolHost({ ctx, secret, input: input.data })
  return new Response(`token=${hostToken}\nhost=${slug}\nstate=${state}\n`, {
    status: 201,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
})
