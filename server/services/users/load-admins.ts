import { and, eq, exists, isNull } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { account, roleGrant, user } from '@/db/schema'
import type { ActiveAdmin } from '@/server/core/access/last-admin'

/** Those who could administer Berth right now. Decide on it only after `awaitTurn(tx, 'berth.administrators')`. */
export async function loadActiveAdmins(db: Queryable): Promise<ActiveAdmin[]> {
  const canSignIn = db.select({ id: account.id }).from(account).where(eq(account.userId, user.id))
  return db
    .select({ userId: user.id, grantId: roleGrant.id })
    .from(roleGrant)
    .innerJoin(user, eq(user.id, roleGrant.userId))
    .where(
      and(
        eq(roleGrant.role, 'admin'),
        eq(roleGrant.scope, 'global'),
        isNull(user.disabledAt),
        exists(canSignIn),
      ),
    )
}

/** Has anybody ever been made an administrator, active or not? Until then set-up is open. */
export async function hasAnyAdmin(db: Queryable): Promise<boolean> {
  const rows = await db
    .select({ id: roleGrant.id })
    .from(roleGrant)
    .where(and(eq(roleGrant.role, 'admin'), eq(roleGrant.scope, 'global')))
    .limit(1)
  return rows.length > 0
}
