import type { z } from 'zod'
import type { createApiKeyInput, secretDto } from '@/server/contracts/token'
import { can } from '@/server/core/access/can'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { issueToken } from './issue'

const DAY_MS = 24 * 3600 * 1000

interface CreateApiKeyArgs {
  ctx: ServiceContext
  input: z.output<typeof createApiKeyInput>
}

/**
 * A key that acts as the person who made it, within its scopes and never beyond what that person may do at the
 * time of use. Keys do not beget keys: a leaked one could outlive its own revocation.
 * @throws DomainError `personNeeded`, `scopeBeyondOwn`
 */
export async function createApiKey({ ctx, input }: CreateApiKeyArgs): Promise<z.output<typeof secretDto>> {
  authorise({ ctx, permission: 'token:manage' })
  const { principal } = ctx
  if (principal.kind !== 'human') {
    throw new DomainError('forbidden', 'personNeeded', 'A key is made by a person who is signed in')
  }
  const scopes = [...new Set(input.scopes)]
  const beyond = scopes.filter((scope) => !can(principal, scope))
  if (beyond.length > 0) {
    throw new DomainError('forbidden', 'scopeBeyondOwn', 'A key cannot do what its maker may not', {
      scopes: beyond,
    })
  }
  return transact(ctx.db, async (tx) => {
    const lifetimeMs = input.expiresInDays * DAY_MS
    const issued = await issueToken({
      ctx,
      tx,
      kind: 'apiKey',
      label: input.label,
      lifetimeMs,
      scopes,
      userId: principal.id,
    })
    const subject = { kind: 'token', id: issued.tokenId, label: `${input.label} (${issued.prefix}…)` }
    await recordAudit({
      ctx,
      tx,
      record: { action: 'token.createApiKey', subject, after: { scopes, expiresAt: issued.expiresAt } },
    })
    await publishChange({ tx, topic: 'token', id: issued.tokenId })
    return { tokenId: issued.tokenId, secret: issued.secret, expiresAt: issued.expiresAt }
  })
}
