import { inArray } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { bundle, bundlePart, rawOutput } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { RepeatNoLongerHolds } from './expect-repeats'
import type { Delivery, HostRow } from './merge-tools'
import type { ReadPart } from './read-parts'
import { selectRows } from './select-rows'

/** Far below the age at which retention takes an output that nobody refers to. */
const YOUNG_MS = 12 * 60 * 60 * 1000

interface KeepBundleArgs {
  ctx: ServiceContext
  tx: Transaction
  row: HostRow
  delivery: Delivery
  revisionId: string
  changedFactCount: number
}

export async function keepBundle({ ctx, tx, row, delivery, ...told }: KeepBundleArgs): Promise<string> {
  const id = ctx.newId()
  const { parts: _, otherBootIds: __, ...rest } = delivery
  await tx
    .insert(bundle)
    .values({ ...rest, ...told, id, hostId: row.id, actorLabel: ctx.actor.label, receivedAt: ctx.now() })
  return id
}

/**
 * The parts of a bundle with their raw outputs. Many hosts share an output (the same /etc/os-release): whoever
 * touches its row makes the others wait until commit, so this comes last in a transaction, touches only what has
 * grown old, and always in one order, so that two hosts cannot deadlock.
 */
export async function keepParts({
  ctx,
  tx,
  bundleId,
  parts,
}: {
  ctx: ServiceContext
  tx: Transaction
  bundleId: string
  parts: readonly ReadPart[]
}): Promise<void> {
  if (parts.length === 0) return
  await keepOutputs({ ctx, tx, parts })
  const rows = parts.map(({ tool, status, reason, line, exitCode, seconds, issues, raw }) => {
    const rawSha256 = raw?.sha256 ?? null
    return { bundleId, tool, status, reason, line, exitCode, seconds, issues, rawSha256 }
  })
  await tx.insert(bundlePart).select(selectRows(bundlePart, rows))
}

async function keepOutputs({
  ctx,
  tx,
  parts,
}: {
  ctx: ServiceContext
  tx: Transaction
  parts: readonly ReadPart[]
}): Promise<void> {
  const now = ctx.now()
  const outputs = new Map(parts.flatMap(({ raw }) => (raw ? [[raw.sha256, raw] as const] : [])))
  if (outputs.size === 0) return
  // Locked against being taken away, not against being shared.
  const held = await tx
    .select({ sha256: rawOutput.sha256, createdAt: rawOutput.createdAt })
    .from(rawOutput)
    .where(inArray(rawOutput.sha256, [...outputs.keys()]))
    .orderBy(rawOutput.sha256)
    .for('key share')
  const youngSince = new Date(now.getTime() - YOUNG_MS)
  const old = held.filter(({ createdAt }) => createdAt < youngSince).map(({ sha256 }) => sha256)
  if (old.length > 0) await renewOutputs({ tx, old, now })
  for (const { sha256 } of held) outputs.delete(sha256)
  const fresh = [...outputs.values()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  if (fresh.length === 0) return
  const values = fresh.map(({ sha256, gzip, sizeBytes }) => {
    if (gzip === null) throw new RepeatNoLongerHolds(sha256)
    return { sha256, gzip, sizeBytes, createdAt: now }
  })
  await tx.insert(rawOutput).values(values).onConflictDoNothing()
}

/** What is said again is young again, so that retention leaves it to this bundle. */
async function renewOutputs({ tx, old, now }: { tx: Transaction; old: string[]; now: Date }): Promise<void> {
  const isOld = inArray(rawOutput.sha256, old)
  // An update locks in whatever order it comes upon the rows.
  await tx
    .select({ sha256: rawOutput.sha256 })
    .from(rawOutput)
    .where(isOld)
    .orderBy(rawOutput.sha256)
    .for('no key update')
  await tx.update(rawOutput).set({ createdAt: now }).where(isOld)
}
