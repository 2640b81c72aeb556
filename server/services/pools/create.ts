import type { z } from 'zod'
import { pool } from '@/db/schema'
import type { createPoolInput, PoolDto } from '@/server/contracts/pool'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { toPoolDto } from './list'

interface CreatePoolArgs {
  ctx: ServiceContext
  input: z.output<typeof createPoolInput>
}

/** A new pool, which starts in `observe` like every pool. @throws DomainError `slugTaken` */
export async function createPool({ ctx, input }: CreatePoolArgs): Promise<PoolDto> {
  authorise({ ctx, permission: 'pool:manage' })
  return transact(ctx.db, async (tx) => {
    const [row] = await tx
      .insert(pool)
      .values({ id: ctx.newId(), ...input, mode: 'observe', createdAt: ctx.now() })
      .onConflictDoNothing({ target: pool.slug })
      .returning()
    if (!row)
      throw new DomainError('conflict', 'slugTaken', `There is already a pool ${input.slug}`, {
        slug: input.slug,
      })
    const subject = { kind: 'pool', id: row.id, label: row.slug }
    await recordAudit({
      ctx,
      tx,
      record: { action: 'pool.create', subject, after: { ...input, mode: row.mode } },
    })
    await publishChange({ tx, topic: 'pool', id: row.id })
    return toPoolDto(row, 0)
  })
}
