import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { APIError, isAPIError } from 'better-auth/api'
import { eq } from 'drizzle-orm'
import type { Database } from '@/db/client'
import { account, rateLimit, session, user, verification } from '@/db/schema'
import type { ServerEnvironment } from '@/server/config/env'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { describeError } from '@/server/services/describe-error'
import { newId } from '@/server/services/new-id'
import { REMOTE_ADDRESS_HEADER } from '@/server/services/session/remote-address'
import { openOidc } from './oidc'
import { asActor, auditSignIns, describeEvent } from './sign-in-events'
import { FAILED_SIGN_INS_MAX, SIGN_IN_PATH, SIGN_IN_WINDOW_SECONDS } from './sign-in-limit'
import { listTrustedOrigins } from './trusted-origins'

/** Idle for this long, and a session has ended; used, it is prolonged at most once an hour. */
const SESSION_SECONDS = 24 * 3600
const SESSION_UPDATE_SECONDS = 3600

export type AuthLog = (level: 'warn' | 'error', message: string, details?: object) => void

interface CreateAuthArgs {
  db: Database
  environment: Pick<ServerEnvironment, 'url' | 'secret' | 'oidc'>
  log: AuthLog
}

export type Auth = ReturnType<typeof createAuth>

/**
 * better-auth for what it is good at: passwords, sessions and single sign-on. Who may do what, API keys and
 * every change to a user are Berth's own (DESIGN §7). Constructing it opens nothing.
 */
export function createAuth({ db, environment, log }: CreateAuthArgs) {
  return betterAuth({
    appName: 'Berth',
    baseURL: environment.url,
    basePath: '/api/auth',
    secret: environment.secret,
    trustedOrigins: listTrustedOrigins(environment.url),
    telemetry: { enabled: false },
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user, session, account, verification, rateLimit },
      transaction: true,
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_UPDATE_SECONDS },
    account: {
      updateAccountOnSignIn: false,
      // An address that is already somebody's is joined only on a provider's word that it was verified, and
      // only to an account that an administrator made or that was itself verified.
      accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: true },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 60,
      customRules: {
        [SIGN_IN_PATH]: { window: SIGN_IN_WINDOW_SECONDS, max: FAILED_SIGN_INS_MAX },
        // The provider does its own counting of passwords; this only bounds the work of starting.
        '/sign-in/social': { window: 60, max: 30 },
        '/get-session': false,
        '/sign-out': false,
      },
    },
    advanced: {
      cookiePrefix: 'berth',
      useSecureCookies: environment.url.startsWith('https://'),
      // Off by itself under test, where it is one of the things to test.
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [REMOTE_ADDRESS_HEADER] },
      database: { generateId: newId },
    },
    onAPIError: {
      errorURL: `${environment.url}/sign-in`,
      // Left alone it prints refusals to the console, and errors with everything that hangs on them.
      onError: (error) => {
        if (isAPIError(error) && error.status !== 'INTERNAL_SERVER_ERROR') return
        log('error', 'a request failed', { err: describeError(error) })
      },
    },
    logger: {
      level: 'error',
      // Its further arguments carry errors with query parameters: session tokens and hashes among them.
      log: (level, message) => log(level === 'error' ? 'error' : 'warn', message),
    },
    plugins: environment.oidc ? [openOidc(environment.oidc)] : [],
    hooks: { after: auditSignIns(db) },
    databaseHooks: {
      user: {
        create: {
          after: async (created) => {
            const ctx = describeEvent(db, { kind: 'system', id: null, label: 'single sign-on' }, null)
            const subject = { kind: 'user', id: created.id, label: created.email }
            await recordAudit({
              ctx,
              tx: db,
              record: { action: 'user.create', subject, after: { grants: [] } },
            })
            await publishChange({ tx: db, topic: 'user', id: created.id })
          },
        },
      },
      account: {
        create: {
          // Berth never calls the provider on anybody's behalf, so it keeps no keys for that.
          before: async (created) => ({
            data: { ...created, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
      session: {
        create: {
          before: async (opening) => {
            const [owner] = await db.select().from(user).where(eq(user.id, opening.userId))
            if (owner?.disabledAt) {
              throw new APIError('FORBIDDEN', {
                code: 'ACCOUNT_DISABLED',
                message: 'This account is disabled',
              })
            }
          },
        },
        delete: {
          after: async (ended, context) => {
            if (context?.path !== '/sign-out') return
            const [owner] = await db.select().from(user).where(eq(user.id, ended.userId))
            if (!owner) return
            const ctx = describeEvent(db, asActor(owner), ended.ipAddress || null)
            const subject = { kind: 'user', id: owner.id, label: owner.email }
            await recordAudit({ ctx, tx: db, record: { action: 'session.signOut', subject } })
          },
        },
      },
    },
  })
}
