import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { gpu, host } from '@/db/schema'
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
import {
  findGpusByUuid,
  type Identity,
  keepIdentities,
  loadIdentities,
  type SeenRow,
} from './keep-identities'
import type { ToolState } from './load-tools'
import { readRows, selectRows } from './select-rows'

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
  const seenAtOf = (gpu: SeenGpu) => seenAt.get(gpu.address) ?? ctx.now()
  const seen = readSeenGpus(facts.gpus)
  const { known, identities } = await loadKnown({ ctx, tx, hostId, seen })
  const steps = joinIdentities(known, seen)
  await freeMovedSlots({ tx, steps })
  await mergeGpus({ tx, steps })
  const matched = await updateGpus({ tx, hostId, steps, known, seenAtOf })
  const created = await createGpus({ ctx, tx, hostId, steps, seenAtOf })
  await keepIdentities({ ctx, tx, rows: [...matched, ...created], live: identities })
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

/**
 * The GPUs that a report may speak of, locked, with their live identities: those of its host, and those it names by
 * UUID wherever they are. In steps, each of which reads by an index however little PostgreSQL knows of the tables
 * yet: while a first estate comes in, nobody has counted them.
 */
async function loadKnown({
  ctx,
  tx,
  hostId,
  seen,
}: Pick<ReconcileGpusArgs, 'ctx' | 'tx' | 'hostId'> & { seen: SeenGpu[] }): Promise<{
  known: KnownGpu[]
  identities: Identity[]
}> {
  const uuids = seen.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]))
  const named = await findGpusByUuid(tx, uuids)
  const isOnHost = eq(gpu.hostId, hostId)
  const rows = await tx
    .select({
      id: gpu.id,
      hostId: gpu.hostId,
      state: gpu.state,
      address: gpu.address,
      hostLastSeenAt: host.lastSeenAt,
    })
    .from(gpu)
    .innerJoin(host, eq(host.id, gpu.hostId))
    .where(
      and(isNull(gpu.mergedIntoId), named.length === 0 ? isOnHost : or(isOnHost, inArray(gpu.id, named))),
    )
    .orderBy(gpu.id)
    .for('update', { of: gpu })
  const now = ctx.now()
  const ids = rows.map(({ id }) => id)
  const identities = await loadIdentities(tx, ids)
  const valueOf = new Map(identities.map(({ gpuId, kind, value }) => [`${gpuId} ${kind}`, value]))
  const known = rows.map(({ hostLastSeenAt, ...row }) => {
    const isElsewhere = row.hostId !== hostId
    const isFreshElsewhere = isElsewhere && row.state !== 'gone' && isFresh(hostLastSeenAt, now)
    const uuid = valueOf.get(`${row.id} uuid`) ?? null
    const pciDevice = valueOf.get(`${row.id} pciDevice`) ?? null
    return { ...row, uuid, pciDevice, isElsewhere, isFreshElsewhere }
  })
  return { known, identities }
}

/** Two GPUs that swap slots would collide half way: every slot that is left is given up before any is taken. */
async function freeMovedSlots({ tx, steps }: { tx: Transaction; steps: IdentityStep[] }): Promise<void> {
  const leaving = steps.flatMap((step) => {
    if (step.kind === 'gone' || step.kind === 'merge') return [step.gpuId]
    return step.kind === 'match' && step.movedFrom ? [step.gpuId] : []
  })
  if (leaving.length > 0) await tx.update(gpu).set({ state: 'gone' }).where(inArray(gpu.id, leaving))
}

async function mergeGpus({ tx, steps }: { tx: Transaction; steps: IdentityStep[] }): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'merge')
      await tx.update(gpu).set({ mergedIntoId: step.intoGpuId }).where(eq(gpu.id, step.gpuId))
  }
}

interface WriteGpusArgs {
  tx: Transaction
  hostId: string
  steps: readonly IdentityStep[]
  seenAtOf: (seen: SeenGpu) => Date
}

/** The GPUs that were known before, as they are seen now: all of them in one statement. */
async function updateGpus({
  tx,
  hostId,
  steps,
  known,
  seenAtOf,
}: WriteGpusArgs & { known: readonly KnownGpu[] }): Promise<SeenRow[]> {
  const matches = steps.filter((step) => step.kind === 'match')
  if (matches.length === 0) return []
  const stateOf = new Map(known.map(({ id, state }) => [id, state]))
  const rows = matches.map(({ gpuId, seen, movedFrom }) => {
    const isProved = seen.uuid !== null || (movedFrom === null && stateOf.get(gpuId) === 'proved')
    const state: KnownGpu['state'] = isProved ? 'proved' : 'provisional'
    return { id: gpuId, ...describeSeen(hostId, seen), state, lastSeenAt: seenAtOf(seen) }
  })
  // What a report does not tell (of a GPU bound to vfio-pci, say) is not forgotten.
  await tx
    .update(gpu)
    .set({
      hostId,
      state: sql`told.state`,
      address: sql`told.address`,
      numaNode: sql`told.numa_node`,
      model: sql`coalesce(told.model, ${gpu.model})`,
      framebufferMib: sql`coalesce(told.framebuffer_mib, ${gpu.framebufferMib})`,
      lastSeenAt: sql`greatest(${gpu.lastSeenAt}, told.last_seen_at)`,
    })
    .from(sql`${readRows(gpu, rows)} told`)
    .where(eq(gpu.id, sql`told.id`))
  return matches.map(({ gpuId, seen }) => ({ gpuId, seen }))
}

async function createGpus({
  ctx,
  tx,
  hostId,
  steps,
  seenAtOf,
}: WriteGpusArgs & { ctx: ServiceContext }): Promise<SeenRow[]> {
  const created = steps.flatMap((step) =>
    step.kind === 'create' ? [{ gpuId: ctx.newId(), seen: step.seen, state: step.state }] : [],
  )
  if (created.length === 0) return []
  const rows = created.map(({ gpuId, seen, state }) => {
    const at = seenAtOf(seen)
    return { id: gpuId, ...describeSeen(hostId, seen), state, firstSeenAt: at, lastSeenAt: at }
  })
  await tx.insert(gpu).select(selectRows(gpu, rows))
  return created
}

function describeSeen(hostId: string, { address, numaNode, model, framebufferMib }: SeenGpu) {
  return { hostId, address, numaNode, model, framebufferMib }
}
