import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { host } from '@/db/schema'
import type { decideHostInput } from '@/server/contracts/host'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { revokeHostTokens } from './revoke-host-tokens'
import { byHostId, lockHost } from './visible'

interface DecideHostArgs {
  ctx: ServiceContext
  input: z.infer<typeof decideHostInput>
  decision: 'approve' | 'refuse'
}

/**
 * Lets in, or turns away, a host that enrolled with a bulk token. Refusing ends its token at once.
 * @throws DomainError notFound, forbidden, conflict (`hostNotPending`)
 */
export async function decideHost({ ctx, input, decision }: DecideHostArgs): Promise<{ hostId: string }> {
  return transact(ctx.db, async (tx) => {
    const where = byHostId(input.hostId)
    const row = await lockHost({ tx, principal: ctx.principal, permission: 'host:enrol', where })
    if (row.state !== 'pendingApproval') {
      throw new DomainError('conflict', 'hostNotPending', `${row.slug} does not wait for approval`, {
        state: row.state,
      })
    }
    const state = decision === 'approve' ? 'enrolled' : 'retired'
    await tx
      .update(host)
      // It is a host of the estate from now on; how long it has said nothing counts from here too.
      .set({
        state,
        revision: row.revision + 1,
        ...(decision === 'approve' ? { enrolledAt: ctx.now() } : {}),
      })
      .where(eq(host.id, row.id))
    if (decision === 'refuse') await revokeHostTokens({ tx, hostId: row.id, now: ctx.now() })
    await recordAudit({
      ctx,
      tx,
      record: {
        action: `host.${decision}`,
        subject: { kind: 'host', id: row.id, label: row.slug },
        before: { state: row.state },
        after: { state },
        reason: input.reason ?? null,
      },
    })
    await publishChange({ tx, topic: 'host', id: row.id })
    return { hostId: row.id }
  })
}
