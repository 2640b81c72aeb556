import { eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { host } from '@/db/schema'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { ServiceContext } from '@/server/services/context'
import { endBoot } from './describe-delivery'
import { dropOlderPulses } from './drop-older-pulses'
import { expectRepeatsHold } from './expect-repeats'
import { keepBundle, keepParts } from './keep-bundle'
import { findLatestRevision, keepRevision } from './keep-revision'
import { loadToolStates } from './load-tools'
import { type Delivery, type HostRow, mergeTools } from './merge-tools'
import type { Manifest } from './read-manifest'
import type { ReadPart } from './read-parts'
import { writeTools } from './write-tools'

/** What a pulse may bring: light readings. Anything else in it is left to the next full collection. */
const PULSE_TOOLS: readonly string[] = [
  'nvidia-smi-query-gpu',
  'proc-pressure',
  'proc-interrupts',
  'proc-softirqs',
] satisfies ToolId[]

interface KeepPulseArgs {
  ctx: ServiceContext
  tx: Transaction
  /** Locked by the caller. */
  row: HostRow
  manifest: Manifest
  wireBytes: number
  parts: readonly ReadPart[]
}

/**
 * Takes a light reading between two full collections: readings only, no history, no findings. Of a host's pulses
 * the newest is kept, so that thousands of hosts that pulse every few seconds leave no more behind than one each.
 */
export async function keepPulse({ ctx, tx, row, manifest, wireBytes, parts }: KeepPulseArgs) {
  const now = ctx.now()
  const delivery: Delivery = {
    deliveryId: manifest.bundleId,
    source: 'collector',
    kind: 'pulse',
    bootId: manifest.bootId,
    otherBootIds: [],
    sequence: manifest.sequence,
    hostClockAt: manifest.hostClockAt,
    collectorVersion: manifest.collectorVersion,
    sizeBytes: wireBytes,
    parts: parts.filter((part) => PULSE_TOOLS.includes(part.tool)),
  }
  const before = await loadToolStates(tx, row.id)
  const merged = mergeTools(before, delivery, row.id, now)
  const { parts: taken } = merged
  expectRepeatsHold(before, taken)
  const revisionId = await findRevision({ ctx, tx, row })
  const bundleId = await keepBundle({ ctx, tx, row, delivery, revisionId, changedFactCount: 0 })
  await writeTools({ tx, hostId: row.id, bundleId, merged, now })
  await tx
    .update(host)
    .set({
      bootId: manifest.bootId,
      endedBootIds: endBoot(row, manifest),
      // Of a new boot no full collection has been taken yet.
      sequence: manifest.bootId === row.bootId ? row.sequence : null,
      pulseSequence: manifest.sequence,
      lastPulseAt: now,
    })
    .where(eq(host.id, row.id))
  await keepParts({ ctx, tx, bundleId, parts: taken })
  await dropOlderPulses({ tx, hostId: row.id, newestId: bundleId })
  return { bundleId, parts: taken }
}

/** A pulse belongs to the facts that stand; of a host that has none yet, to those of nothing told. */
async function findRevision({ ctx, tx, row }: Pick<KeepPulseArgs, 'ctx' | 'tx' | 'row'>): Promise<string> {
  const latest = await findLatestRevision(tx, row.id)
  return latest?.id ?? keepRevision({ ctx, tx, hostId: row.id, facts: composeHost({}), latest })
}
