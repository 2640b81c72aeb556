import { and, eq, gt, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { rateLimit } from '@/db/schema'

export const SIGN_IN_PATH = '/sign-in/email'
/** Failures from one address within the window; then 429 until it has passed. */
export const FAILED_SIGN_INS_MAX = 5
export const SIGN_IN_WINDOW_SECONDS = 60

/**
 * better-auth counts every attempt before it knows how that ends. A sign-in that succeeds is given back, so
 * that only failures count and a team behind one address is not locked out by its own morning.
 */
export async function giveBackSignIn({
  db,
  address,
}: {
  db: Queryable
  address: string | null
}): Promise<void> {
  const key = `${address ?? 'no-trusted-ip'}|${SIGN_IN_PATH}`
  await db
    .update(rateLimit)
    .set({ count: sql`${rateLimit.count} - 1` })
    .where(and(eq(rateLimit.key, key), gt(rateLimit.count, 0)))
}
