import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Transaction } from '@/db/client'
import { pool, roleGrant, tenant } from '@/db/schema'
import type { roleAndScope } from '@/server/contracts/user'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'

type RoleAndScope = z.output<typeof roleAndScope>

interface InsertGrantArgs {
  ctx: Pick<ServiceContext, 'now' | 'newId' | 'actor'>
  tx: Transaction
  userId: string
  grant: RoleAndScope
}

/** Gives a role; the same one twice changes nothing and returns null. @throws DomainError `scopeUnknown` */
export async function insertGrant({ ctx, tx, userId, grant }: InsertGrantArgs): Promise<string | null> {
  const { scope } = grant
  await requireScope(tx, scope)
  const [written] = await tx
    .insert(roleGrant)
    .values({
      id: ctx.newId(),
      userId,
      role: grant.role,
      scope: scope.scope,
      poolId: scope.scope === 'pool' ? scope.poolId : null,
      tenantId: scope.scope === 'tenant' ? scope.tenantId : null,
      grantedBy: ctx.actor.label,
      grantedAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: roleGrant.id })
  return written?.id ?? null
}

async function requireScope(tx: Transaction, scope: RoleAndScope['scope']): Promise<void> {
  if (scope.scope === 'global') return
  const found =
    scope.scope === 'pool'
      ? await tx.select({ id: pool.id }).from(pool).where(eq(pool.id, scope.poolId))
      : await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, scope.tenantId))
  if (found.length === 0) {
    throw new DomainError('notFound', 'scopeUnknown', `There is no such ${scope.scope}`, { ...scope })
  }
}
