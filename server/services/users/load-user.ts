import { desc, eq, inArray, max } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { account, auditEntry, session, user } from '@/db/schema'
import type { UserDto } from '@/server/contracts/user'
import { DomainError } from '@/server/services/domain-error'
import { loadGrants } from './load-grants'

type UserRow = typeof user.$inferSelect

/** The row, locked until the transaction ends. @throws DomainError `userUnknown` */
export async function lockUser({ tx, userId }: { tx: Queryable; userId: string }): Promise<UserRow> {
  const [found] = await tx.select().from(user).where(eq(user.id, userId)).for('update')
  if (!found) throw new DomainError('notFound', 'userUnknown', 'There is no such user')
  return found
}

export async function loadUser({ tx, userId }: { tx: Queryable; userId: string }): Promise<UserDto> {
  const rows = await tx.select().from(user).where(eq(user.id, userId))
  const [dto] = await describeUsers(tx, rows)
  if (!dto) throw new DomainError('notFound', 'userUnknown', 'There is no such user')
  return dto
}

/** What is shown of some users, with their ways to sign in, roles, and when they were last here. */
export async function describeUsers(db: Queryable, rows: UserRow[]): Promise<UserDto[]> {
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const accounts = await db
    .select({ userId: account.userId, providerId: account.providerId })
    .from(account)
    .where(inArray(account.userId, ids))
  const seen = await loadLastSeen(db, ids)
  const grants = await loadGrants(db, ids)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    signIn: describeSignIn(
      accounts.filter(({ userId }) => userId === row.id).map(({ providerId }) => providerId),
    ),
    disabledAt: row.disabledAt,
    createdAt: row.createdAt,
    lastSeenAt: seen.get(row.id) ?? null,
    grants: grants.get(row.id) ?? [],
  }))
}

function describeSignIn(providerIds: string[]): UserDto['signIn'] {
  const hasPassword = providerIds.includes('credential')
  const hasSso = providerIds.some((providerId) => providerId !== 'credential')
  if (hasPassword && hasSso) return 'both'
  if (hasSso) return 'sso'
  return hasPassword ? 'password' : 'invited'
}

/** The newest of an open session's last use and of what the audit log has of them. */
async function loadLastSeen(db: Queryable, userIds: string[]): Promise<Map<string, Date>> {
  const sessions = await db
    .select({ userId: session.userId, at: max(session.updatedAt) })
    .from(session)
    .where(inArray(session.userId, userIds))
    .groupBy(session.userId)
  const acts = await db
    .selectDistinctOn([auditEntry.actorId], { userId: auditEntry.actorId, at: auditEntry.at })
    .from(auditEntry)
    .where(inArray(auditEntry.actorId, userIds))
    .orderBy(auditEntry.actorId, desc(auditEntry.seq))
  const seen = new Map<string, Date>()
  for (const { userId, at } of [...sessions, ...acts]) {
    if (userId === null || at === null) continue
    const known = seen.get(userId)
    if (known === undefined || known < at) seen.set(userId, at)
  }
  return seen
}
