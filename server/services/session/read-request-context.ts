import { can } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import { listTrustedOrigins } from '@/server/services/auth/trusted-origins'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { services } from '@/server/services/open'
import { readViewer } from './read-viewer'
import { readRemoteAddress } from './remote-address'

/**
 * What a verb is given when a request comes to a route handler that is no tRPC procedure: a browser's, or that of an
 * API key (Prometheus, scripts). Checked as a procedure does: for what changes something and carries a cookie an
 * origin that is ours, then the permission.
 * @throws DomainError 401, 403 (`permissionMissing`, `originRefused`)
 */
export async function readRequestContext(request: Request, permission: Permission): Promise<ServiceContext> {
  const { headers } = request
  const from = services()
  const origin = headers.get('origin')
  if (request.method !== 'GET' && headers.has('cookie')) {
    const isOurs = origin !== null && listTrustedOrigins(from.environment.url).includes(origin)
    if (!isOurs)
      throw new DomainError('forbidden', 'originRefused', 'This came from a page that is not part of Berth')
  }
  const viewer = await readViewer(headers, { from })
  if (!can(viewer.principal, permission)) {
    if (viewer.principal.kind === 'anonymous')
      throw new DomainError('unauthenticated', 'signInNeeded', 'Sign in first')
    throw new DomainError('forbidden', 'permissionMissing', `This needs the permission ${permission}`, {
      permission,
    })
  }
  return from.contextFor(viewer, readRemoteAddress(headers))
}
