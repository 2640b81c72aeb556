import { and, eq, inArray, isNotNull, ne, notExists, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { bundle, bundlePart, hostTool, rawOutput } from '@/db/schema'

interface DropOlderPulsesArgs {
  tx: Transaction
  hostId: string
  newestId: string
}

/**
 * Forgets all pulses of a host but the newest, and the raw outputs that only they held: hardly one is said twice, so
 * that left to retention they would be most of what a database holds. A tool that the newest does not tell of keeps
 * its readings and their raw output.
 */
export async function dropOlderPulses({ tx, hostId, newestId }: DropOlderPulsesArgs): Promise<void> {
  const older = await tx
    .select({ id: bundle.id })
    .from(bundle)
    .where(and(eq(bundle.hostId, hostId), eq(bundle.kind, 'pulse'), ne(bundle.id, newestId)))
  if (older.length === 0) return
  const ids = older.map(({ id }) => id)
  const outputs = await tx
    .selectDistinct({ sha256: bundlePart.rawSha256 })
    .from(bundlePart)
    .where(and(inArray(bundlePart.bundleId, ids), isNotNull(bundlePart.rawSha256)))
  await tx
    .update(hostTool)
    .set({ lastBundleId: null })
    .where(and(eq(hostTool.hostId, hostId), inArray(hostTool.lastBundleId, ids)))
  await tx.delete(bundle).where(inArray(bundle.id, ids))
  await dropOutputs(
    tx,
    outputs.flatMap(({ sha256 }) => sha256 ?? []),
  )
}

/** An output that another host is just about to share is locked by its delivery: it stays, for retention. */
async function dropOutputs(tx: Transaction, outputs: string[]): Promise<void> {
  if (outputs.length === 0) return
  const ours = await tx
    .select({ sha256: rawOutput.sha256 })
    .from(rawOutput)
    .where(inArray(rawOutput.sha256, outputs))
    .orderBy(rawOutput.sha256)
    .for('update', { skipLocked: true })
  if (ours.length === 0) return
  const one = { one: sql`1` }
  const inParts = tx.select(one).from(bundlePart).where(eq(bundlePart.rawSha256, rawOutput.sha256))
  const inTools = tx.select(one).from(hostTool).where(eq(hostTool.rawSha256, rawOutput.sha256))
  await tx.delete(rawOutput).where(
    and(
      inArray(
        rawOutput.sha256,
        ours.map(({ sha256 }) => sha256),
      ),
      notExists(inParts),
      notExists(inTools),
    ),
  )
}
