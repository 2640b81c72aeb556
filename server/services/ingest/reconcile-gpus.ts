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
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { ServiceContext } from '@/server/services/context'
import { isFresh } from '@/server/services/hosts/freshness'
import { findNewest } from './find-newest'
import type { ToolState } from './load-tools'

interface ReconcileGpusArgs {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  facts: HostFacts
  tools: readonly ToolState[]
  /** The tools whose output this delivery brought. */
  read: ReadonlySet<string>
}

/** The tools that can show a GPU; the topology only names those that nvidia-smi shows. */
const GPU_TOOLS: readonly string[] = [
  'nvidia-smi-q-x',
  'nvidia-smi-q',
  'nvidia-smi-query-gpu',
  'nvidia-smi',
  'nvidia-smi-l',
  'proc-driver-nvidia',
  'sysfs-pci',
  'lspci',
  'virsh-nodedev',
  'lstopo',
  'amd-smi',
  'rocm-smi',
  'xpu-smi-discovery',
] satisfies ToolId[]

interface SeenRow {
  gpuId: string
  seen: SeenGpu
}

type IdentityKind = (typeof gpuIdentity.$inferInsert)['kind']

/**
 * Brings the GPU rows of a host in line with its report. A guest adds none: what it sees are its virtual
 * machine's devices, not the estate's (DOMAIN §1). Facts without a list of GPUs change nothing, nor does a
 * delivery in which no tool showed any: what is older was told before.
 */
export async function reconcileGpus({
  ctx,
  tx,
  hostId,
  facts,
  tools,
  read,
}: ReconcileGpusArgs): Promise<IdentityStep[]> {
  if (facts.gpus === null || facts.machineKind === 'guest') return []
  if (!GPU_TOOLS.some((tool) => read.has(tool))) return []
  const seenAt = new Map<string | null, Date>(
    facts.gpus.map(({ pciAddress, sources }) => {
      const bearing = sources.filter((tool) => GPU_TOOLS.includes(tool))
      return [pciAddress, findNewest(tools, bearing) ?? ctx.now()] as const
    }),
  )
  const seen = readSeenGpus(facts.gpus)
  const known = await loadKnown({ ctx, tx, hostId, seen })
  const steps = joinIdentities(known, seen)
  await freeMovedSlots({ tx, steps })
  const rows: SeenRow[] = []
  for (const step of steps) {
    const at = 'seen' in step ? seenAt.get(step.seen.address) : undefined
    const applied = await applyStep({ ctx, tx, hostId, step, seenAt: at ?? ctx.now() })
    if (applied) rows.push(applied)
  }
  await keepIdentities({ ctx, tx, rows })
  return steps
}

/** What a delivery shows that repeats the one before: the same GPUs, seen again. */
export async function confirmGpus({
  ctx,
  tx,
  hostId,
  read,
}: Pick<ReconcileGpusArgs, 'ctx' | 'tx' | 'hostId' | 'read'>): Promise<void> {
  if (!GPU_TOOLS.some((tool) => read.has(tool))) return
  await tx
    .update(gpu)
    .set({ lastSeenAt: ctx.now() })
    .where(and(eq(gpu.hostId, hostId), ne(gpu.state, 'gone')))
}

async function loadKnown({
  ctx,
  tx,
  hostId,
  seen,
}: Pick<ReconcileGpusArgs, 'ctx' | 'tx' | 'hostId'> & { seen: SeenGpu[] }): Promise<KnownGpu[]> {
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
  seenAt,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  step: IdentityStep
  seenAt: Date
}): Promise<SeenRow | null> {
  if (step.kind === 'contradiction' || step.kind === 'gone') return null
  if (step.kind === 'merge') {
    await tx.update(gpu).set({ mergedIntoId: step.intoGpuId }).where(eq(gpu.id, step.gpuId))
    return null
  }
  const { seen } = step
  const told = {
    hostId,
    address: seen.address,
    numaNode: seen.numaNode,
    // What a report does not tell (bound to vfio-pci, say) is not forgotten.
    ...(seen.model !== null && { model: seen.model }),
    ...(seen.framebufferMib !== null && { framebufferMib: seen.framebufferMib }),
  }
  if (step.kind === 'create') {
    const id = ctx.newId()
    await tx.insert(gpu).values({ id, ...told, state: step.state, firstSeenAt: seenAt, lastSeenAt: seenAt })
    return { gpuId: id, seen }
  }
  const state =
    seen.uuid === null
      ? sql`case when ${gpu.state} = 'proved' then 'proved' else 'provisional' end`
      : 'proved'
  const revived = step.movedFrom ? sql`${seen.uuid === null ? 'provisional' : 'proved'}` : state
  await tx
    .update(gpu)
    .set({
      ...told,
      state: revived,
      lastSeenAt: sql`greatest(${gpu.lastSeenAt}, ${seenAt.toISOString()}::timestamptz)`,
    })
    .where(eq(gpu.id, step.gpuId))
  return { gpuId: step.gpuId, seen }
}

/** Closes identities that no longer hold and opens those that do; the past stays readable. */
async function keepIdentities({
  ctx,
  tx,
  rows,
}: {
  ctx: ServiceContext
  tx: Transaction
  rows: readonly SeenRow[]
}): Promise<void> {
  if (rows.length === 0) return
  const now = ctx.now()
  const ids = rows.map(({ gpuId }) => gpuId)
  const live = await tx
    .select()
    .from(gpuIdentity)
    .where(and(inArray(gpuIdentity.gpuId, ids), isNull(gpuIdentity.validTo)))
  const held = new Map(live.map((identity) => [`${identity.gpuId} ${identity.kind}`, identity]))
  const told = rows.flatMap(listTold)
  const changed = told.filter(({ gpuId, kind, value }) => held.get(`${gpuId} ${kind}`)?.value !== value)
  if (changed.length === 0) return
  const over = changed.flatMap(({ gpuId, kind }) => held.get(`${gpuId} ${kind}`)?.id ?? [])
  if (over.length > 0) await tx.update(gpuIdentity).set({ validTo: now }).where(inArray(gpuIdentity.id, over))
  await tx
    .insert(gpuIdentity)
    .values(changed.map((identity) => ({ ...identity, id: ctx.newId(), validFrom: now })))
}

interface ToldIdentity {
  gpuId: string
  kind: IdentityKind
  value: string
  source: string
  confidence: number
}

function listTold({ gpuId, seen }: SeenRow): ToldIdentity[] {
  const told: [IdentityKind, string | null, number][] = [
    ['uuid', seen.uuid, 1],
    // Four GPUs of one A16 share its serial: it names the board.
    ['serial', seen.serial, 0.7],
    ['hostAddress', seen.address, seen.uuid === null ? 0.6 : 0.9],
    ['pciDevice', seen.pciDevice, 0.3],
    ['pciSubsystem', seen.pciSubsystem, 0.3],
    ['moduleId', seen.moduleId, 0.5],
  ]
  return told.flatMap(([kind, value, confidence]) =>
    value === null ? [] : [{ gpuId, kind, value, source: seen.source, confidence }],
  )
}
