import { and, eq, inArray, isNotNull, isNull, lt, notExists, or, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { finding, host } from '@/db/schema'
import type { FindingCode, FindingDraft } from '@/server/core/inventory/findings/finding-draft'
import { describeSilence } from '@/server/core/inventory/findings/finding-host'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { openFinding } from '@/server/services/ingest/reconcile-findings'
import { expectEpoch } from '@/server/services/leadership/expect-epoch'
import { transact } from '@/server/services/transact'
import { SILENT_AFTER_MINUTES, silentSince } from './freshness'

const ROWS_PER_CYCLE = 500
const CODES: FindingCode[] = ['hostSilent', 'hostNeverReported']

type HostRow = typeof host.$inferSelect

/**
 * Opens a finding for each host that has stopped reporting, or never began, and brings the figures of those that are
 * open up to date. Returns how many it opened; the next bundle resolves them.
 */
export async function noticeSilence({ ctx, epoch }: { ctx: ServiceContext; epoch: number }): Promise<number> {
  return transact(ctx.db, async (tx) => {
    await expectEpoch({ tx, epoch })
    const retold = await retellSilence(tx, ctx.now())
    const silent = await findSilentHosts(tx, ctx.now())
    for (const row of silent) {
      await openFinding({ ctx, tx, hostId: row.id, draft: describeHost(row, ctx.now()) })
      await tx
        .update(host)
        .set({ openFindingCount: sql`${host.openFindingCount} + 1` })
        .where(eq(host.id, row.id))
      await publishChange({ tx, topic: 'host', id: row.id })
    }
    for (const row of retold) await publishChange({ tx, topic: 'finding', id: row.id })
    if (silent.length > 0) await publishChange({ tx, topic: 'finding', id: null })
    return silent.length
  })
}

function findSilentHosts(tx: Transaction, now: Date): Promise<HostRow[]> {
  const limit = silentSince(now)
  const known = tx
    .select({ one: sql`1` })
    .from(finding)
    .where(and(eq(finding.hostId, host.id), inArray(finding.code, CODES), eq(finding.state, 'open')))
  // A host that a person's upload made has no collector that could fall silent before its first word.
  const hasNeverReported = and(
    isNull(host.lastSeenAt),
    isNotNull(host.enrolmentTokenId),
    lt(host.enrolledAt, limit),
  )
  return tx
    .select()
    .from(host)
    .where(
      and(eq(host.state, 'enrolled'), or(lt(host.lastSeenAt, limit), hasNeverReported), notExists(known)),
    )
    .orderBy(host.id)
    .limit(ROWS_PER_CYCLE)
    .for('update', { of: host, skipLocked: true })
}

function describeHost(row: HostRow, now: Date): FindingDraft {
  const since = row.lastSeenAt ?? row.enrolledAt
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000)
  const draft = describeSilence(row, minutes, SILENT_AFTER_MINUTES)
  if (row.lastSeenAt !== null) return draft
  return { ...draft, code: 'hostNeverReported', numbers: { enrolledMinutes: minutes } }
}

/**
 * The figures of open findings follow the silence in steps worth reading: told anew once the time has doubled or
 * an hour has passed, whichever is sooner. One statement, and most cycles write nothing.
 */
async function retellSilence(tx: Transaction, now: Date): Promise<{ id: string }[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  const minutes = sql`floor(extract(epoch from ${at} - coalesce(${host.lastSeenAt}, ${host.enrolledAt})) / 60)::int`
  const key = sql`case ${finding.code} when 'hostSilent' then 'silentMinutes' else 'enrolledMinutes' end`
  const told: SQL = sql`(${finding.numbers} ->> ${key})::int`
  const due = tx
    .select({
      id: finding.id,
      numbers: sql<FindingDraft['numbers']>`jsonb_build_object(${key}, ${minutes})`.as('told_now'),
    })
    .from(finding)
    .innerJoin(host, eq(host.id, finding.hostId))
    .where(
      and(
        eq(finding.state, 'open'),
        inArray(finding.code, CODES),
        sql`${minutes} >= least(${told} * 2, ${told} + 60)`,
      ),
    )
    .limit(ROWS_PER_CYCLE)
    .for('update', { of: finding, skipLocked: true })
    .as('due')
  return tx
    .update(finding)
    .set({ numbers: sql`${due.numbers}`, lastSeenAt: now })
    .from(due)
    .where(eq(finding.id, due.id))
    .returning({ id: finding.id })
}
