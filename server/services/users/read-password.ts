import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Queryable } from '@/db/client'
import { account } from '@/db/schema'
import type { passwordStatusDto } from '@/server/contracts/password'
import type { ServiceContext } from '@/server/services/context'
import { requirePerson } from '@/server/services/session/list-own'

/** The stored hash; null for who signs in by single sign-on only, or has not accepted the invitation. */
export async function loadPasswordHash(tx: Queryable, userId: string): Promise<string | null> {
  const [held] = await tx
    .select({ hash: account.password })
    .from(account)
    .where(and(eq(account.userId, userId), eq(account.providerId, 'credential')))
  return held?.hash ?? null
}

/** Whether the viewer has a password that could be changed. */
export async function readOwnPassword({
  ctx,
}: {
  ctx: ServiceContext
}): Promise<z.output<typeof passwordStatusDto>> {
  return { hasPassword: (await loadPasswordHash(ctx.db, requirePerson(ctx))) !== null }
}
