import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { finding, host } from '@/db/schema'
import type { resolveFindingInput } from '@/server/contracts/finding'
import { isEventFinding } from '@/server/core/inventory/findings/finding-identity'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { byHostId, lockHost } from '@/server/services/hosts/visible'
import { transact } from '@/server/services/transact'

interface ResolveFindingArgs {
  ctx: ServiceContext
  input: z.infer<typeof resolveFindingInput>
}

/**
 * Closes by hand what was noticed at one moment; a finding read off the present facts would only come back.
 * @throws DomainError notFound (`findingNotFound`), forbidden, conflict (`findingHolds`, `findingResolved`)
 */
export async function resolveFinding({ ctx, input }: ResolveFindingArgs): Promise<{ findingId: string }> {
  return transact(ctx.db, async (tx) => {
    const [found] = await tx.select().from(finding).where(eq(finding.id, input.findingId))
    if (!found?.hostId) throw findingNotFound()
    const row = await lockHost({
      tx,
      principal: ctx.principal,
      permission: 'host:manage',
      where: byHostId(found.hostId),
    }).catch((error: unknown) => {
      // A finding on a host that is not one's to see is told apart from none at all by nothing.
      throw error instanceof DomainError && error.kind === 'notFound' ? findingNotFound() : error
    })
    if (!isEventFinding(found.code)) {
      throw new DomainError(
        'conflict',
        'findingHolds',
        'This finding closes by itself once the facts say otherwise',
      )
    }
    const now = ctx.now()
    const closed = await tx
      .update(finding)
      .set({ state: 'resolved', resolvedAt: now })
      .where(and(eq(finding.id, found.id), eq(finding.state, 'open')))
      .returning({ id: finding.id })
    if (closed.length === 0)
      throw new DomainError('conflict', 'findingResolved', 'This finding is closed already')
    await tx
      .update(host)
      .set({ openFindingCount: sql`greatest(${host.openFindingCount} - 1, 0)` })
      .where(eq(host.id, row.id))
    await recordAudit({
      ctx,
      tx,
      record: {
        action: 'finding.resolve',
        subject: { kind: 'finding', id: found.id, label: `${found.code} ${found.subjectLabel}` },
        before: { state: 'open' },
        after: { state: 'resolved' },
        reason: input.reason,
      },
    })
    await publishChange({ tx, topic: 'finding', id: found.id })
    await publishChange({ tx, topic: 'host', id: row.id })
    return { findingId: found.id }
  })
}

function findingNotFound(): DomainError {
  return new DomainError('notFound', 'findingNotFound', 'There is no such finding, or it is not yours to see')
}
