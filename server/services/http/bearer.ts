import { DomainError } from '@/server/services/domain-error'

/** The secret of an `Authorization: Bearer` header. @throws DomainError 401 */
export function readBearer(headers: Headers): string {
  const secret = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (!secret)
    throw new DomainError('unauthenticated', 'bearerNeeded', 'Send "Authorization: Bearer <token>"')
  return secret
}
