import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { token } from '@/db/schema'

/** Ends every token of a host: what it sends from now on is refused. */
export async function revokeHostTokens({ tx, hostId, now }: { tx: Transaction; hostId: string; now: Date }) {
  await tx
    .update(token)
    .set({ revokedAt: now })
    .where(and(eq(token.hostId, hostId), isNull(token.revokedAt)))
}
