import type { z } from 'zod'
import type { grantRoleInput, UserDto } from '@/server/contracts/user'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { transact } from '@/server/services/transact'
import { loadGrants } from './load-grants'
import { loadUser, lockUser } from './load-user'
import { insertGrant } from './write-grant'

interface GrantRoleArgs {
  ctx: ServiceContext
  input: z.output<typeof grantRoleInput>
}

/** Gives a role over everything, a pool or a tenant. @throws DomainError `userUnknown`, `scopeUnknown` */
export async function grantRole({ ctx, input }: GrantRoleArgs): Promise<UserDto> {
  authorise({ ctx, permission: 'user:manage' })
  return transact(ctx.db, async (tx) => {
    const row = await lockUser({ tx, userId: input.userId })
    const before = (await loadGrants(tx, [row.id])).get(row.id)
    const grantId = await insertGrant({ ctx, tx, userId: row.id, grant: input.grant })
    const dto = await loadUser({ tx, userId: row.id })
    if (grantId === null) return dto
    await recordAudit({
      ctx,
      tx,
      record: {
        action: 'role.grant',
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
