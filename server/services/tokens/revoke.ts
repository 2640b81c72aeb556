import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { token } from '@/db/schema'
import type { revokedDto, revokeTokenInput } from '@/server/contracts/token'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'

interface RevokeTokenArgs {
  ctx: ServiceContext
  input: z.output<typeof revokeTokenInput>
}

/** Ends a token for good; one that has ended already keeps its date. @throws DomainError `tokenNotFound` */
export async function revokeToken({ ctx, input }: RevokeTokenArgs): Promise<z.output<typeof revokedDto>> {
  authorise({ ctx, permission: 'token:manage' })
  return transact(ctx.db, async (tx) => {
    const [row] = await tx.select().from(token).where(eq(token.id, input.tokenId)).for('update')
    if (!row) throw new DomainError('notFound', 'tokenNotFound', 'There is no such token')
    if (row.revokedAt !== null) return { tokenId: row.id, revokedAt: row.revokedAt }
    const revokedAt = ctx.now()
    await tx.update(token).set({ revokedAt }).where(eq(token.id, row.id))
    const subject = { kind: 'token', id: row.id, label: `${row.label} (${row.prefix}…)` }
    const after = { kind: row.kind, revokedAt }
    await recordAudit({
      ctx,
      tx,
      record: { action: 'token.revoke', subject, before: { revokedAt: null }, after },
    })
    await publishChange({ tx, topic: 'token', id: row.id })
    return { tokenId: row.id, revokedAt }
  })
}
