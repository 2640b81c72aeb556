export const dynamic = 'force-dynamic'

/** Alive: the process answers. Whether it can work is /api/health/ready. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
