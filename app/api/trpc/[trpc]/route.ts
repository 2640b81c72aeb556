import { handleTrpcRequest } from '@/server/trpc/handle-request'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  return handleTrpcRequest(request)
}

export async function POST(request: Request): Promise<Response> {
  return handleTrpcRequest(request)
}
