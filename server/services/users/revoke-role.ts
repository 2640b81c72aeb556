import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { roleGrant } from '@/db/schema'
import type { revokeRoleInput, UserDto } from '@/server/contracts/user'
import { keepsAnAdmin } from '@/server/core/access/last-admin'
import { publishChange } from '@/server/events/publish'
import { awaitTurn } from '@/server/services/advisory-lock'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { loadActiveAdmins } from './load-admins'
import { loadGrants } from './load-grants'
import { loadUser, lockUser } from './load-user'
import { refuseLastAdmin } from './refuse-last-admin'

interface RevokeRoleArgs {
  ctx: ServiceContext
  input: z.output<typeof revokeRoleInput>
}

/** Takes one role away. @throws DomainError `grantUnknown`, `lastAdmin` */
export async function revokeRole({ ctx, input }: RevokeRoleArgs): Promise<UserDto> {
  authorise({ ctx, permission: 'user:manage' })
  return transact(ctx.db, async (tx) => {
    await awaitTurn(tx, 'berth.administrators')
    const [grant] = await tx.select().from(roleGrant).where(eq(roleGrant.id, input.grantId))
    if (!grant) throw new DomainError('notFound', 'grantUnknown', 'This role is not held any more')
    const row = await lockUser({ tx, userId: grant.userId })
    if (!keepsAnAdmin(await loadActiveAdmins(tx), { grantId: grant.id })) throw refuseLastAdmin()
    const before = (await loadGrants(tx, [row.id])).get(row.id)
    await tx.delete(roleGrant).where(eq(roleGrant.id, grant.id))
    const dto = await loadUser({ tx, userId: row.id })
    await recordAudit({
      ctx,
      tx,
      record: {
        action: 'role.revoke',
        subject: { kind: 'user', id: row.id, label: row.email },
        before: { grants: before },
        after: { grants: dto.grants },
        reason: input.reason ?? null,
      },
    })
    await publishChange({ tx, topic: 'user', id: row.id })
    return dto
  })
}
