import { createHash } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { factRevision } from '@/db/schema'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import { withoutReadings } from '@/server/core/inventory/without-readings'
import type { ServiceContext } from '@/server/services/context'

interface KeepRevisionArgs {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  facts: HostFacts
  /** The newest there is. */
  latest: Revision | undefined
}

export interface Revision {
  id: string
  sha256: string
}

/** Extends the newest revision of a host where nothing but readings moved, else begins one. Returns its id. */
export async function keepRevision({ ctx, tx, hostId, facts, latest }: KeepRevisionArgs): Promise<string> {
  const now = ctx.now()
  const sha256 = createHash('sha256')
    .update(JSON.stringify(withoutReadings(facts)))
    .digest('hex')
  if (latest?.sha256 === sha256) {
    await extendRevision({ ctx, tx, id: latest.id })
    return latest.id
  }
  const id = ctx.newId()
  await tx.insert(factRevision).values({ id, hostId, facts, sha256, firstSeenAt: now, lastSeenAt: now })
  return id
}

export async function extendRevision({
  ctx,
  tx,
  id,
}: Pick<KeepRevisionArgs, 'ctx' | 'tx'> & { id: string }): Promise<void> {
  await tx.update(factRevision).set({ lastSeenAt: ctx.now() }).where(eq(factRevision.id, id))
}

export async function findLatestRevision(tx: Transaction, hostId: string): Promise<Revision | undefined> {
  const [latest] = await tx
    .select({ id: factRevision.id, sha256: factRevision.sha256 })
    .from(factRevision)
    .where(eq(factRevision.hostId, hostId))
    .orderBy(desc(factRevision.firstSeenAt), desc(factRevision.id))
    .limit(1)
  return latest
}
