import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { host, pool } from '@/db/schema'
import type { assignPoolInput } from '@/server/contracts/host'
import { canFor } from '@/server/core/access/can'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { byHostId, expectInEstate, expectRevision, lockHost } from './visible'

interface AssignPoolArgs {
  ctx: ServiceContext
  input: z.infer<typeof assignPoolInput>
}

/**
 * Puts a host into a pool, or into none. Whoever holds a role over pools only needs it over both.
 * A pool that one may
 * neither see nor manage does not exist. @throws DomainError notFound, forbidden, conflict (`hostRetired`, `hostChanged`)
 */
export async function assignPool({
  ctx,
  input,
}: AssignPoolArgs): Promise<{ hostId: string; revision: number }> {
  return transact(ctx.db, async (tx) => {
    const where = byHostId(input.hostId)
    const row = await lockHost({ tx, principal: ctx.principal, permission: 'host:manage', where })
    expectInEstate(row)
    expectRevision(row, input.revision)
    const [target] =
      input.poolId === null ? [] : await tx.select().from(pool).where(eq(pool.id, input.poolId))
    const into = { poolId: input.poolId }
    const isKnown = canFor(ctx.principal, 'pool:read', into) || canFor(ctx.principal, 'host:manage', into)
    if (input.poolId !== null && !(target && isKnown)) {
      throw new DomainError('notFound', 'poolNotFound', 'There is no such pool, or it is not yours to see')
    }
    authorise({ ctx, permission: 'host:manage', target: into })
    const revision = row.revision + 1
    await tx.update(host).set({ poolId: input.poolId, revision }).where(eq(host.id, row.id))
    await recordAudit({
      ctx,
      tx,
      record: {
        action: 'host.assignPool',
        subject: { kind: 'host', id: row.id, label: row.slug },
        before: { poolId: row.poolId },
        after: { poolId: input.poolId, pool: target?.slug ?? null },
      },
    })
    await publishChange({ tx, topic: 'host', id: row.id })
    // Whoever sees only the pool it left may no longer be told of the host itself.
    for (const poolId of [row.poolId, input.poolId]) {
      if (poolId !== null) await publishChange({ tx, topic: 'pool', id: poolId })
    }
    return { hostId: row.id, revision }
  })
}
