import { rawOutputInput } from '@/server/contracts/host-fact'
import { DomainError } from '@/server/services/domain-error'
import { readRaw } from '@/server/services/hosts/read-raw'
import { answering } from '@/server/services/http/problem'
import { readRequestContext } from '@/server/services/session/read-request-context'

type Params = { params: Promise<{ slug: string; tool: string }> }

/** A tool's output as the host sent it, to be kept as a file. */
export const GET = answering(async (request: Request, { params }: Params) => {
  const query = new URL(request.url).searchParams
  const input = rawOutputInput.safeParse({
    ...(await params),
    bundleId: query.get('bundle') ?? undefined,
  })
  if (!input.success) throw new DomainError('notFound', 'rawNotFound', 'Berth reads no tool of this name')
  const ctx = await readRequestContext(request, 'host:read')
  const { host, bytes } = await readRaw({ ctx, input: input.data })
  return new Response(new Uint8Array(bytes), {
    headers: {
      // Never a type that a browser would run: what a host sends is not ours.
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${host.slug}-${input.data.tool}.txt"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
})
