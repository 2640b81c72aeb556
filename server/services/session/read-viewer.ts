import { eq } from 'drizzle-orm'
import { user } from '@/db/schema'
import type { ViewerDto } from '@/server/contracts/viewer'
import { can, type Principal } from '@/server/core/access/can'
import { PERMISSIONS, type Permission } from '@/server/core/access/permissions'
import { DomainError } from '@/server/services/domain-error'
import { type Services, services } from '@/server/services/open'
import { verifyToken } from '@/server/services/tokens/verify'
import { loadGrants, toCoreGrant } from '@/server/services/users/load-grants'
import { readRemoteAddress } from './remote-address'
import { NOBODY, type Viewer } from './viewer'

interface ReadViewerOptions {
  /** Handed the cookies of a prolonged session; where nobody can send them, the session is not prolonged. */
  onCookies?: (setCookies: string[]) => void
  from?: Services
}

/**
 * Who asks, read anew from the database each time: a session that was ended, an account that was disabled or a
 * role that was taken away counts from the next request on.
 * @throws DomainError 401/403 for an API key that is unknown, expired or revoked; nobody at all is not an error
 */
export async function readViewer(headers: Headers, options: ReadViewerOptions = {}): Promise<Viewer> {
  const from = options.from ?? services()
  const authorization = headers.get('authorization')
  if (authorization !== null) return readKey(authorization, headers, from)
  const { headers: answered, response } = await from.auth.api.getSession({
    headers,
    query: { disableRefresh: options.onCookies === undefined },
    returnHeaders: true,
  })
  const setCookies = answered?.getSetCookie() ?? []
  if (setCookies.length > 0) options.onCookies?.(setCookies)
  if (!response) return NOBODY
  const person = await loadPerson(from, response.session.userId)
  if (person === null) return NOBODY
  const principal: Principal = {
    kind: 'human',
    id: person.id,
    label: person.name,
    grants: person.grants.map(toCoreGrant),
  }
  return {
    principal,
    actor: { kind: 'human', id: person.id, label: person.name },
    account: { ...person, permissions: listPermissions(principal) },
    sessionId: response.session.id,
  }
}

async function loadPerson(from: Services, userId: string): Promise<Omit<ViewerDto, 'permissions'> | null> {
  const [[row], grants] = await Promise.all([
    from.db.select().from(user).where(eq(user.id, userId)),
    loadGrants(from.db, [userId]),
  ])
  if (!row || row.disabledAt !== null) return null
  return { id: row.id, name: row.name || row.email, email: row.email, grants: grants.get(userId) ?? [] }
}

export function listPermissions(principal: Principal): Permission[] {
  return PERMISSIONS.filter((permission) => can(principal, permission))
}

async function readKey(authorization: string, headers: Headers, from: Services): Promise<Viewer> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  if (!secret)
    throw new DomainError('unauthenticated', 'bearerNeeded', 'Authorization must be a Bearer token')
  const ctx = from.contextFor(NOBODY, readRemoteAddress(headers))
  const key = await verifyToken({ ctx, secret, kinds: ['apiKey'] })
  const owner = key.userId === null ? null : await loadPerson(from, key.userId)
  if (owner === null)
    throw new DomainError('forbidden', 'keyOwnerGone', 'The owner of this key is not active')
  const label = `${key.label} (key of ${owner.name})`
  return {
    principal: {
      kind: 'key',
      id: key.id,
      label,
      grants: owner.grants.map(toCoreGrant),
      scopes: PERMISSIONS.filter((permission) => key.scopes.includes(permission)),
    },
    actor: { kind: 'key', id: key.id, label },
    account: null,
    sessionId: null,
  }
}
