import { exportList, findExport } from '@/server/services/csv/export-list'
import { answering } from '@/server/services/http/problem'
import { readRequestContext } from '@/server/services/session/read-request-context'

export const GET = answering(async (request: Request, { params }: { params: Promise<{ list: string }> }) => {
  const { list: name } = await params
  const list = findExport(name)
  const ctx = await readRequestContext(request, list.permission)
  const body = await exportList({ ctx, list, query: new URL(request.url).searchParams })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="berth-${name}.csv"`,
      'cache-control': 'no-store',
    },
  })
})
