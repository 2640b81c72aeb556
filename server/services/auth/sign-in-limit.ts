import { and, eq, gt, lte, or, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { rateLimit } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'

export const SIGN_IN_PATH = '/sign-in/email'
/** Failures from one address within the window; then 429 until it has passed. */
export const FAILED_SIGN_INS_MAX = 5
export const SIGN_IN_WINDOW_SECONDS = 60
const WINDOW_MS = SIGN_IN_WINDOW_SECONDS * 1000

export function signInKey(address: string | null): string {
  return `${address ?? 'no-trusted-ip'}|${SIGN_IN_PATH}`
}

/** By account, not by address: whoever tries has a session of it, and may come from anywhere. */
export function currentPasswordKey(userId: string): string {
  return `${userId}|current-password`
}

/**
 * Tries are counted before it is known how they end, so that many at once get no further than one after another.
 * One that succeeds is given back: only failures count, and a team behind one address is not locked out by its
 * own morning.
 */
export async function giveBackTry({ db, key }: { db: Queryable; key: string }): Promise<void> {
  await db
    .update(rateLimit)
    .set({ count: sql`${rateLimit.count} - 1` })
    .where(and(eq(rateLimit.key, key), gt(rateLimit.count, 0)))
}

interface TakeTryArgs {
  ctx: Pick<ServiceContext, 'db' | 'now' | 'newId'>
  key: string
}

/** Counts a try as better-auth counts sign-ins; null when it may go on, else the seconds to wait. */
export async function takeTry({ ctx, key }: TakeTryArgs): Promise<number | null> {
  const nowMs = ctx.now().getTime()
  const isOver = lte(rateLimit.lastRequest, nowMs - WINDOW_MS)
  const taken = await ctx.db
    .insert(rateLimit)
    .values({ id: ctx.newId(), key, count: 1, lastRequest: nowMs })
    .onConflictDoUpdate({
      target: rateLimit.key,
      set: { count: sql`case when ${isOver} then 1 else ${rateLimit.count} + 1 end`, lastRequest: nowMs },
      setWhere: or(isOver, sql`${rateLimit.count} < ${FAILED_SIGN_INS_MAX}`),
    })
    .returning({ id: rateLimit.id })
  if (taken.length > 0) return null
  const [counted] = await ctx.db.select().from(rateLimit).where(eq(rateLimit.key, key))
  const untilMs = (counted?.lastRequest ?? nowMs) + WINDOW_MS
  return Math.max(1, Math.ceil((untilMs - nowMs) / 1000))
}
