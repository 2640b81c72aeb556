import { createAuthMiddleware, getIP, isAPIError } from 'better-auth/api'
import { eq } from 'drizzle-orm'
import type { Database } from '@/db/client'
import { user } from '@/db/schema'
import { recordAudit } from '@/server/services/audit/record'
import { recordRefusal } from '@/server/services/audit/record-refusal'
import type { Actor } from '@/server/services/context'
import { newId } from '@/server/services/new-id'
import { giveBackTry, SIGN_IN_PATH, signInKey } from './sign-in-limit'

interface EventContext {
  db: Database
  actor: Actor
  remoteAddress: string | null
  now(): Date
  newId(): string
}

export function describeEvent(db: Database, actor: Actor, remoteAddress: string | null): EventContext {
  return { db, actor, remoteAddress, now: () => new Date(), newId }
}

export function asActor(account: { id: string; name: string; email: string }): Actor {
  return { kind: 'human', id: account.id, label: account.name || account.email }
}

/** The code of a refusal: in the body of an error, or in the address that the browser is sent to. */
function readRefusalCode(returned: unknown): string | null {
  if (!isAPIError(returned)) return null
  const location = new Headers(returned.headers).get('location')
  const fromLocation = location ? new URL(location, 'http://localhost').searchParams.get('error') : null
  return fromLocation ?? returned.body?.code ?? String(returned.status)
}

async function recordSignIn(event: EventContext, account: { id: string; email: string }, method: string) {
  await recordAudit({
    ctx: event,
    tx: event.db,
    record: {
      action: 'session.signIn',
      subject: { kind: 'user', id: account.id, label: account.email },
      after: { method },
    },
  })
}

async function recordFailure(event: EventContext, attempted: unknown, code: string) {
  const email = typeof attempted === 'string' ? attempted.trim().toLowerCase() : ''
  const [known] = email === '' ? [] : await event.db.select().from(user).where(eq(user.email, email))
  // What is no account's address may be a password typed into the wrong field: it is not written down.
  const subject = known ? { id: known.id, label: known.email } : { id: null, label: 'unknown account' }
  await recordAudit({
    ctx: event,
    tx: event.db,
    record: {
      action: 'session.signIn',
      outcome: 'refused',
      subject: { kind: 'user', ...subject },
      reason: code,
    },
  })
}

/** Sign-ins are audited after the fact, because it is better-auth that writes the session. */
export function auditSignIns(db: Database) {
  return createAuthMiddleware(async (ctx) => {
    if (ctx.path !== SIGN_IN_PATH && ctx.path !== '/callback/:id') return
    const headers = ctx.request ?? ctx.headers
    const address = headers ? getIP(headers, ctx.context.options) : null
    const opened = ctx.context.newSession
    if (opened) {
      const account = { id: opened.user.id, name: opened.user.name, email: opened.user.email }
      const event = describeEvent(db, asActor(account), address)
      await recordSignIn(event, account, ctx.path === SIGN_IN_PATH ? 'password' : 'sso')
      if (ctx.path === SIGN_IN_PATH) await giveBackTry({ db, key: signInKey(address) })
      return
    }
    const code = readRefusalCode(ctx.context.returned)
    if (code === null) return
    const event = describeEvent(db, { kind: 'human', id: null, label: 'nobody' }, address)
    if (ctx.path === SIGN_IN_PATH) return recordFailure(event, ctx.body?.email, code)
    await recordRefusal({
      ctx: event,
      key: `${code}\n${address}`,
      record: {
        action: 'session.signIn',
        subject: { kind: 'user', id: null, label: 'single sign-on' },
        reason: code,
      },
    })
  })
}
