import { and, desc, eq, gt } from 'drizzle-orm'
import { session } from '@/db/schema'
import type { SessionDto } from '@/server/contracts/session'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'

const SESSIONS_MAX = 200

interface ListOwnSessionsArgs {
  ctx: ServiceContext
  currentSessionId: string | null
}

/** Where the viewer is signed in, the last used first. */
export async function listOwnSessions({ ctx, currentSessionId }: ListOwnSessionsArgs): Promise<SessionDto[]> {
  const rows = await ctx.db
    .select()
    .from(session)
    .where(and(eq(session.userId, requirePerson(ctx)), gt(session.expiresAt, ctx.now())))
    .orderBy(desc(session.updatedAt), desc(session.id))
    .limit(SESSIONS_MAX)
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === currentSessionId,
    ipAddress: row.ipAddress || null,
    userAgent: row.userAgent || null,
    createdAt: row.createdAt,
    lastSeenAt: row.updatedAt,
    expiresAt: row.expiresAt,
  }))
}

/** The viewer's own id; sessions are a person's, never a key's. */
export function requirePerson(ctx: ServiceContext): string {
  if (ctx.principal.kind === 'human') return ctx.principal.id
  throw new DomainError('forbidden', 'personNeeded', 'This is for a person who is signed in')
}
