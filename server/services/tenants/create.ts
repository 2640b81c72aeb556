import type { z } from 'zod'
import { tenant } from '@/db/schema'
import type { createTenantInput, TenantDto } from '@/server/contracts/tenant'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'

interface CreateTenantArgs {
  ctx: ServiceContext
  input: z.output<typeof createTenantInput>
}

/** @throws DomainError `slugTaken` */
export async function createTenant({ ctx, input }: CreateTenantArgs): Promise<TenantDto> {
  authorise({ ctx, permission: 'tenant:manage' })
  return transact(ctx.db, async (tx) => {
    const [row] = await tx
      .insert(tenant)
      .values({ id: ctx.newId(), ...input, createdAt: ctx.now() })
      .onConflictDoNothing({ target: tenant.slug })
      .returning()
    if (!row)
      throw new DomainError('conflict', 'slugTaken', `There is already a tenant ${input.slug}`, {
        slug: input.slug,
      })
    const subject = { kind: 'tenant', id: row.id, label: row.slug }
    await recordAudit({ ctx, tx, record: { action: 'tenant.create', subject, after: input } })
    await publishChange({ tx, topic: 'tenant', id: row.id })
    return { id: row.id, slug: row.slug, name: row.name, createdAt: row.createdAt }
  })
}
