import type { z } from 'zod'
import type { acceptedDto, claimSetupInput } from '@/server/contracts/setup'
import { publishChange } from '@/server/events/publish'
import { awaitTurn } from '@/server/services/advisory-lock'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { redeemToken } from '@/server/services/tokens/redeem'
import { hasAnyAdmin } from '@/server/services/users/load-admins'
import { insertGrant } from '@/server/services/users/write-grant'
import { insertUser, setPassword } from '@/server/services/users/write-user'

interface ClaimSetupArgs {
  ctx: ServiceContext
  input: z.output<typeof claimSetupInput>
}

/**
 * Makes the first administrator, for whoever holds the code that the launcher printed. One claim is decided at
 * a time, so that of two that race, even with two valid codes, exactly one finds nobody there.
 * @throws DomainError `setupDone`, `emailTaken`, token…: see verifyToken
 */
export async function claimSetup({ ctx, input }: ClaimSetupArgs): Promise<z.output<typeof acceptedDto>> {
  return redeemToken({
    ctx,
    secret: input.code,
    kinds: ['setup'],
    use: async ({ tx }) => {
      await awaitTurn(tx, 'berth.administrators')
      if (await hasAnyAdmin(tx))
        throw new DomainError('conflict', 'setupDone', 'Berth already has its first operator')
      const first = await insertUser({ ctx, tx, email: input.email, name: input.name })
      const claimant = { ...ctx, actor: { kind: 'human', id: first.id, label: first.name } as const }
      await setPassword({ ctx, tx, userId: first.id, password: input.password })
      await insertGrant({
        ctx: claimant,
        tx,
        userId: first.id,
        grant: { role: 'admin', scope: { scope: 'global' } },
      })
      await recordAudit({
        ctx: claimant,
        tx,
        record: {
          action: 'setup.claim',
          subject: { kind: 'user', id: first.id, label: first.email },
          after: { name: first.name, email: first.email, grants: [{ role: 'admin', scope: 'global' }] },
        },
      })
      await publishChange({ tx, topic: 'user', id: first.id })
      return { email: first.email }
    },
  })
}
