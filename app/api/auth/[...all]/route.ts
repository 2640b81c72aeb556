import { handleAuthRequest } from '@/server/services/auth/handle-request'

export const dynamic = 'force-dynamic'

export async function GET(request: Request): Promise<Response> {
  return handleAuthRequest(request)
}

export async function POST(request: Request): Promise<Response> {
  return handleAuthRequest(request)
}
