import { and, eq, isNull } from 'drizzle-orm'
import { openDatabase } from '@/db/client'
import { token } from '@/db/schema'
import { awaitTurn } from '@/server/services/advisory-lock'
import { recordAudit } from '@/server/services/audit/record'
import { newId } from '@/server/services/new-id'
import { issueToken } from '@/server/services/tokens/issue'
import { transact } from '@/server/services/transact'
import { hasAnyAdmin } from '@/server/services/users/load-admins'

const SETUP_LIFETIME_MS = 24 * 3600 * 1000

interface EnsureSetupCodeArgs {
  databaseUrl: string
  /** Not needed: the code is random, not derived. Accepted because the launcher hands both to whatever it calls. */
  secret?: string
}

/**
 * The code that makes the first operator, for the launcher to print at each start; null once there is one.
 * Codes of earlier starts end, so that what scrolled away in a terminal or a log is worth nothing.
 */
export async function ensureSetupCode({ databaseUrl }: EnsureSetupCodeArgs): Promise<string | null> {
  const opened = openDatabase(databaseUrl, { maxConnections: 1 })
  const actor = { kind: 'system', id: null, label: 'launcher' } as const
  const ctx = { actor, remoteAddress: null, now: () => new Date(), newId }
  try {
    return await transact(opened.db, async (tx) => {
      await awaitTurn(tx, 'berth.administrators')
      if (await hasAnyAdmin(tx)) return null
      const open = and(eq(token.kind, 'setup'), isNull(token.revokedAt))
      await tx.update(token).set({ revokedAt: ctx.now() }).where(open)
      const issued = await issueToken({
        ctx,
        tx,
        kind: 'setup',
        label: 'First operator',
        lifetimeMs: SETUP_LIFETIME_MS,
        uses: 1,
      })
      const subject = { kind: 'token', id: issued.tokenId, label: `First operator (${issued.prefix}…)` }
      await recordAudit({
        ctx,
        tx,
        record: { action: 'setup.issueCode', subject, after: { expiresAt: issued.expiresAt } },
      })
      return issued.secret
    })
  } finally {
    await opened.close()
  }
}
