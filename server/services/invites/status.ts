import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { user } from '@/db/schema'
import type { inviteStatusDto, inviteStatusInput } from '@/server/contracts/setup'
import type { ServiceContext } from '@/server/services/context'
import { refuseToken } from '@/server/services/tokens/judge'
import { verifyToken } from '@/server/services/tokens/verify'

interface ReadInviteArgs {
  ctx: ServiceContext
  input: z.output<typeof inviteStatusInput>
}

/** Whom an invitation is for; whoever holds it may know. @throws DomainError token…: see verifyToken */
export async function readInvite({ ctx, input }: ReadInviteArgs): Promise<z.output<typeof inviteStatusDto>> {
  const invite = await verifyToken({ ctx, secret: input.token, kinds: ['invite'] })
  const [invited] = await ctx.db
    .select()
    .from(user)
    .where(eq(user.id, invite.userId ?? ''))
  if (!invited || invited.disabledAt !== null) throw refuseToken('revoked')
  return { email: invited.email, name: invited.name, expiresAt: invite.expiresAt }
}
