import { and, eq, lt, notExists, sql } from 'drizzle-orm'
import { finding, host } from '@/db/schema'
import { describeSilence } from '@/server/core/inventory/finding-host'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { openFinding } from '@/server/services/ingest/reconcile-findings'
import { expectEpoch } from '@/server/services/leadership/expect-epoch'
import { transact } from '@/server/services/transact'
import { SILENT_AFTER_MINUTES, silentSince } from './freshness'

const HOSTS_PER_CYCLE = 500

/** Opens a finding for each host that has stopped reporting. Returns how many; the next bundle resolves it. */
export async function noticeSilence({ ctx, epoch }: { ctx: ServiceContext; epoch: number }): Promise<number> {
  return transact(ctx.db, async (tx) => {
    await expectEpoch({ tx, epoch })
    const now = ctx.now()
    const known = tx
      .select({ one: sql`1` })
      .from(finding)
      .where(and(eq(finding.hostId, host.id), eq(finding.code, 'hostSilent'), eq(finding.state, 'open')))
    const silent = await tx
      .select()
      .from(host)
      .where(and(eq(host.state, 'enrolled'), lt(host.lastSeenAt, silentSince(now)), notExists(known)))
      .orderBy(host.id)
      .limit(HOSTS_PER_CYCLE)
      .for('update', { of: host, skipLocked: true })
    for (const row of silent) {
      const minutes = Math.floor((now.getTime() - (row.lastSeenAt ?? now).getTime()) / 60_000)
      const draft = describeSilence(row, minutes, SILENT_AFTER_MINUTES)
      await openFinding({ ctx, tx, hostId: row.id, draft })
      await tx
        .update(host)
        .set({ openFindingCount: sql`${host.openFindingCount} + 1` })
        .where(eq(host.id, row.id))
      await publishChange({ tx, topic: 'host', id: row.id })
    }
    if (silent.length > 0) await publishChange({ tx, topic: 'finding', id: null })
    return silent.length
  })
}
