import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { gpu, gpuIdentity, host } from '@/db/schema'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import {
  type IdentityStep,
  joinIdentities,
  type KnownGpu,
  readSeenGpus,
  type SeenGpu,
} from '@/server/core/inventory/identity-join'
import type { ServiceContext } from '@/server/services/context'
import { isFresh } from '@/server/services/hosts/freshness'

interface ReconcileGpusArgs {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  facts: HostFacts
}

type IdentityKind = (typeof gpuIdentity.$inferInsert)['kind']

/**
 * Brings the GPU rows of a host in line with its report. A guest adds none: what it sees are its virtual
 * machine's devices, not the estate's (DOMAIN §1). Facts without a list of GPUs change nothing.
 */
export async function reconcileGpus({ ctx, tx, hostId, facts }: ReconcileGpusArgs): Promise<IdentityStep[]> {
  if (facts.gpus === null || facts.machineKind === 'guest') return []
  const seen = readSeenGpus(facts.gpus)
  const known = await loadKnown({ ctx, tx, hostId, seen })
  const steps = joinIdentities(known, seen)
  await freeMovedSlots({ tx, steps })
  for (const step of steps) await applyStep({ ctx, tx, hostId, step })
  return steps
}

async function loadKnown({
  ctx,
  tx,
  hostId,
  seen,
}: Omit<ReconcileGpusArgs, 'facts'> & { seen: SeenGpu[] }): Promise<KnownGpu[]> {
  const uuids = seen.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]))
  const live = (kind: IdentityKind) =>
    sql<
      string | null
    >`(select value from ${gpuIdentity} i where i.gpu_id = ${gpu.id} and i.kind = ${kind} and i.valid_to is null)`
  const withUuid = tx
    .select({ id: gpuIdentity.gpuId })
    .from(gpuIdentity)
    .where(and(eq(gpuIdentity.kind, 'uuid'), isNull(gpuIdentity.validTo), inArray(gpuIdentity.value, uuids)))
  const rows = await tx
    .select({
      id: gpu.id,
      hostId: gpu.hostId,
      state: gpu.state,
      address: gpu.address,
      uuid: live('uuid'),
      pciDevice: live('pciDevice'),
      hostLastSeenAt: host.lastSeenAt,
    })
    .from(gpu)
    .innerJoin(host, eq(host.id, gpu.hostId))
    .where(
      and(
        isNull(gpu.mergedIntoId),
        uuids.length === 0 ? eq(gpu.hostId, hostId) : or(eq(gpu.hostId, hostId), inArray(gpu.id, withUuid)),
      ),
    )
    .orderBy(gpu.id)
    .for('update', { of: gpu })
  const now = ctx.now()
  return rows.map(({ hostLastSeenAt, ...row }) => {
    const isElsewhere = row.hostId !== hostId
    const isFreshElsewhere = isElsewhere && row.state !== 'gone' && isFresh(hostLastSeenAt, now)
    return { ...row, isElsewhere, isFreshElsewhere }
  })
}

/** Two GPUs that swap slots would collide half way: every slot that is left is given up before any is taken. */
async function freeMovedSlots({ tx, steps }: { tx: Transaction; steps: IdentityStep[] }): Promise<void> {
  const leaving = steps.flatMap((step) => {
    if (step.kind === 'gone' || step.kind === 'merge') return [step.gpuId]
    return step.kind === 'match' && step.movedFrom ? [step.gpuId] : []
  })
  if (leaving.length > 0) await tx.update(gpu).set({ state: 'gone' }).where(inArray(gpu.id, leaving))
}

async function applyStep({
  ctx,
  tx,
  hostId,
  step,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  step: IdentityStep
}): Promise<void> {
  const now = ctx.now()
  if (step.kind === 'contradiction' || step.kind === 'gone') return
  if (step.kind === 'merge') {
    await tx.update(gpu).set({ mergedIntoId: step.intoGpuId }).where(eq(gpu.id, step.gpuId))
    return
  }
  const { seen } = step
  const told = {
    hostId,
    address: seen.address,
    numaNode: seen.numaNode,
    lastSeenAt: now,
    // What a report does not tell (bound to vfio-pci, say) is not forgotten.
    ...(seen.model !== null && { model: seen.model }),
    ...(seen.framebufferMib !== null && { framebufferMib: seen.framebufferMib }),
  }
  if (step.kind === 'create') {
    const id = ctx.newId()
    await tx.insert(gpu).values({ id, ...told, state: step.state, firstSeenAt: now })
    await keepIdentities({ ctx, tx, gpuId: id, seen })
    return
  }
  const state =
    seen.uuid === null
      ? sql`case when ${gpu.state} = 'proved' then 'proved' else 'provisional' end`
      : 'proved'
  const revived = step.movedFrom ? sql`${seen.uuid === null ? 'provisional' : 'proved'}` : state
  await tx
    .update(gpu)
    .set({ ...told, state: revived })
    .where(eq(gpu.id, step.gpuId))
  await keepIdentities({ ctx, tx, gpuId: step.gpuId, seen })
}

/** Closes an identity that no longer holds and opens the one that does; the past stays readable. */
async function keepIdentities({
  ctx,
  tx,
  gpuId,
  seen,
}: {
  ctx: ServiceContext
  tx: Transaction
  gpuId: string
  seen: SeenGpu
}): Promise<void> {
  const now = ctx.now()
  const told: [IdentityKind, string | null, number][] = [
    ['uuid', seen.uuid, 1],
    // Four GPUs of one A16 share its serial: it names the board.
    ['serial', seen.serial, 0.7],
    ['hostAddress', seen.address, seen.uuid === null ? 0.6 : 0.9],
    ['pciDevice', seen.pciDevice, 0.3],
    ['pciSubsystem', seen.pciSubsystem, 0.3],
    ['moduleId', seen.moduleId, 0.5],
  ]
  for (const [kind, value, confidence] of told) {
    if (value === null) continue
    const closed = and(eq(gpuIdentity.gpuId, gpuId), eq(gpuIdentity.kind, kind), isNull(gpuIdentity.validTo))
    await tx
      .update(gpuIdentity)
      .set({ validTo: now })
      .where(and(closed, ne(gpuIdentity.value, value)))
    const [held] = await tx.select({ id: gpuIdentity.id }).from(gpuIdentity).where(closed)
    if (held) continue
    await tx
      .insert(gpuIdentity)
      .values({ id: ctx.newId(), gpuId, kind, value, source: seen.source, confidence, validFrom: now })
  }
}
