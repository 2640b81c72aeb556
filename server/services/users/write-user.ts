import { hashPassword } from 'better-auth/crypto'
import { and, eq, ne } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { account, session, user } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'

interface InsertUserArgs {
  ctx: Pick<ServiceContext, 'now' | 'newId'>
  tx: Transaction
  email: string
  name: string
}

/**
 * A new account without any way to sign in yet. Its address counts as verified: an administrator vouches for
 * it, and single sign-on joins an account by address only where that is so.
 * @throws DomainError `emailTaken`
 */
export async function insertUser({
  ctx,
  tx,
  email,
  name,
}: InsertUserArgs): Promise<typeof user.$inferSelect> {
  const now = ctx.now()
  const [created] = await tx
    .insert(user)
    .values({
      id: ctx.newId(),
      name,
      email: email.toLowerCase(),
      emailVerified: true,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing({ target: user.email })
    .returning()
  if (!created)
    throw new DomainError('conflict', 'emailTaken', 'There is already an account with this address')
  return created
}

interface SetPasswordArgs {
  ctx: Pick<ServiceContext, 'now' | 'newId'>
  tx: Transaction
  userId: string
  password: string
}

/** Sets or replaces the password, in the form that better-auth reads. */
export async function setPassword({ ctx, tx, userId, password }: SetPasswordArgs): Promise<void> {
  const hash = await hashPassword(password)
  const now = ctx.now()
  const replaced = await tx
    .update(account)
    .set({ password: hash, updatedAt: now })
    .where(and(eq(account.userId, userId), eq(account.providerId, 'credential')))
    .returning({ id: account.id })
  if (replaced.length > 0) return
  await tx.insert(account).values({
    id: ctx.newId(),
    accountId: userId,
    providerId: 'credential',
    userId,
    password: hash,
    createdAt: now,
    updatedAt: now,
  })
}

interface EndSessionsArgs {
  tx: Transaction
  userId: string
  /** The one that goes on, where there is one. */
  exceptId?: string | null
}

/** Ends the sign-ins of a user; returns how many there were. */
export async function endSessions({ tx, userId, exceptId = null }: EndSessionsArgs): Promise<number> {
  const isMeant = exceptId === null ? undefined : ne(session.id, exceptId)
  const ended = await tx
    .delete(session)
    .where(and(eq(session.userId, userId), isMeant))
    .returning({ id: session.id })
  return ended.length
}
