import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { allocation, finding, gpu, host } from '@/db/schema'
import type { retireHostInput } from '@/server/contracts/host'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { transact } from '@/server/services/transact'
import { revokeHostTokens } from './revoke-host-tokens'
import { byHostId, expectInEstate, expectRevision, lockHost } from './visible'

interface RetireHostArgs {
  ctx: ServiceContext
  input: z.infer<typeof retireHostInput>
}

/**
 * Takes a host out of the estate: its token ends, its GPUs count no more, its findings close; facts and history
 * stay. The same machine may be enrolled again. @throws DomainError notFound, forbidden,
 * conflict (`hostRetired`, `hostChanged`)
 */
export async function retireHost({ ctx, input }: RetireHostArgs): Promise<{ hostId: string }> {
  return transact(ctx.db, async (tx) => {
    const row = await lockHost({
      tx,
      principal: ctx.principal,
      permission: 'host:manage',
      where: byHostId(input.hostId),
    })
    expectInEstate(row)
    expectRevision(row, input.revision)
    const now = ctx.now()
    await tx
      .update(host)
      .set({ state: 'retired', openFindingCount: 0, revision: row.revision + 1 })
      .where(eq(host.id, row.id))
    await tx.update(gpu).set({ state: 'gone' }).where(eq(gpu.hostId, row.id))
    await tx
      .update(allocation)
      .set({ state: 'free', endedAt: now })
      .where(and(eq(allocation.hostId, row.id), isNull(allocation.endedAt)))
    await tx
      .update(finding)
      .set({ state: 'resolved', resolvedAt: now })
      .where(and(eq(finding.hostId, row.id), eq(finding.state, 'open')))
    await revokeHostTokens({ tx, hostId: row.id, now })
    await recordAudit({
      ctx,
      tx,
      record: {
        action: 'host.retire',
        subject: { kind: 'host', id: row.id, label: row.slug },
        before: { state: row.state },
        after: { state: 'retired' },
        reason: input.reason,
      },
    })
    await publishChange({ tx, topic: 'host', id: row.id })
    await publishChange({ tx, topic: 'finding', id: null })
    await publishChange({ tx, topic: 'token', id: null })
    return { hostId: row.id }
  })
}
