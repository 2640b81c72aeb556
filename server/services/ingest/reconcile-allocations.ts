import { and, eq, getTableColumns, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { allocation, allocationDevice, gpu } from '@/db/schema'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import { listOccupancy, type Occupancy } from '@/server/core/inventory/occupancy'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { ServiceContext } from '@/server/services/context'
import { selectRows } from './select-rows'

interface ReconcileAllocationsArgs {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  facts: HostFacts
  /** The tools whose output this delivery brought. */
  read: ReadonlySet<string>
}

const DEVICE_KEYS = Object.keys(getTableColumns(allocationDevice)) as (keyof DeviceRow)[]

type Kind = Occupancy['kind']
const KINDS: readonly Kind[] = ['virtualMachine', 'vgpu', 'process']

/** Whose word decides that something of a kind has ended: without it in a delivery, nothing ends. */
const WITNESSES: Record<Kind, readonly ToolId[]> = {
  virtualMachine: ['virsh-list', 'virsh-domains'],
  vgpu: ['sysfs-mdev', 'mdevctl-list', 'nvidia-smi-vgpu-q', 'nvidia-smi-vgpu', 'virsh-nodedev'],
  process: ['nvidia-smi-q-x', 'nvidia-smi-q', 'nvidia-smi'],
}

/**
 * What already runs occupies capacity from the first report on (DOMAIN §5), as allocations of origin `foreign`; one
 * that a person adopted stays adopted. What its witness no longer reports is over: its capacity is free again.
 */
export async function reconcileAllocations({
  ctx,
  tx,
  hostId,
  facts,
  read,
}: ReconcileAllocationsArgs): Promise<void> {
  const { machines, processes, silentGpus } = listOccupancy(facts)
  const isWitnessed = (kind: Kind) =>
    (kind === 'process' ? processes : machines) !== null && WITNESSES[kind].some((tool) => read.has(tool))
  const kinds = KINDS.filter(isWitnessed)
  if (kinds.length === 0) return
  const seen = [...(machines ?? []), ...(processes ?? [])].filter(({ kind }) => kinds.includes(kind))
  const live = await tx
    .select({ id: allocation.id, key: allocation.key, name: allocation.name })
    .from(allocation)
    .where(
      and(eq(allocation.hostId, hostId), isNull(allocation.endedAt), inArray(allocation.kind, [...kinds])),
    )
    .for('update')
  const { named, rows } = matchLive(live, seen, () => ctx.newId())
  const silent = await findOnGpus({ tx, hostId, addresses: silentGpus })
  const mayEnd = live.filter(({ id }) => !named.has(id) && !silent.has(id))
  await endMissing({ ctx, tx, live: mayEnd, seen })
  if (rows.length === 0) return
  await writeAllocations({ ctx, tx, hostId, rows })
  await writeDevices({ tx, hostId, rows })
}

/** Processes on GPUs that list none this time (N/A, fallen off) are not over for that. */
async function findOnGpus({
  tx,
  hostId,
  addresses,
}: {
  tx: Transaction
  hostId: string
  addresses: readonly string[]
}): Promise<ReadonlySet<string>> {
  if (addresses.length === 0) return new Set()
  const rows = await tx
    .select({ id: allocation.id })
    .from(allocation)
    .innerJoin(allocationDevice, eq(allocationDevice.allocationId, allocation.id))
    .where(
      and(
        eq(allocation.hostId, hostId),
        eq(allocation.kind, 'process'),
        isNull(allocation.endedAt),
        inArray(allocationDevice.address, [...addresses]),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}

interface LiveAllocation {
  id: string
  key: string
  name: string | null
}

/**
 * Which row each thing seen is. A machine that could only be listed (its definition did not come this time) has no
 * UUID to be known by: it is the live one of its name, which stays as it was.
 */
function matchLive(
  live: readonly LiveAllocation[],
  seen: readonly Occupancy[],
  newId: () => string,
): { named: Set<string>; rows: AllocationRow[] } {
  const idOf = new Map(live.map(({ key, id }) => [key, id]))
  const named = new Set<string>()
  const rows = seen.flatMap((occupancy): AllocationRow[] => {
    const { key, name, devices } = occupancy
    const known = idOf.get(key)
    const listed =
      devices === null && known === undefined && name !== null ? live.find((one) => one.name === name) : null
    if (listed) named.add(listed.id)
    return listed ? [] : [{ occupancy, id: known ?? newId() }]
  })
  return { named, rows }
}

/** The same by a delivery that repeats the one before. */
export async function confirmAllocations({
  ctx,
  tx,
  hostId,
  read,
}: Omit<ReconcileAllocationsArgs, 'facts'>): Promise<void> {
  const kinds = KINDS.filter((kind) => WITNESSES[kind].some((tool) => read.has(tool)))
  if (kinds.length === 0) return
  await tx
    .update(allocation)
    .set({ lastSeenAt: ctx.now() })
    .where(and(eq(allocation.hostId, hostId), isNull(allocation.endedAt), inArray(allocation.kind, kinds)))
}

async function endMissing({
  ctx,
  tx,
  live,
  seen,
}: {
  ctx: ServiceContext
  tx: Transaction
  live: readonly LiveAllocation[]
  seen: readonly Occupancy[]
}): Promise<void> {
  const present = new Set(seen.map(({ key }) => key))
  const over = live.filter(({ key }) => !present.has(key)).map(({ id }) => id)
  if (over.length === 0) return
  await tx
    .update(allocation)
    .set({ state: 'free', endedAt: ctx.now() })
    // What Berth itself placed ends by its own way, not because a tool does not show it.
    .where(and(inArray(allocation.id, over), ne(allocation.origin, 'berth')))
}

interface AllocationRow {
  occupancy: Occupancy
  id: string
}

async function writeAllocations({
  ctx,
  tx,
  hostId,
  rows,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  rows: readonly AllocationRow[]
}): Promise<void> {
  const now = ctx.now()
  const told = rows.map(
    ({
      id,
      occupancy: { kind, key, name, title, uuid, project, vcpus, memoryMib, pinnedCpus, devices },
    }) => ({
      id,
      hostId,
      origin: 'foreign' as const,
      kind,
      key,
      name,
      title,
      machineUuid: uuid,
      project,
      state: 'bound' as const,
      vcpus,
      memoryMib,
      pinnedCpus,
      areDevicesTold: devices !== null,
      firstSeenAt: now,
      lastSeenAt: now,
    }),
  )
  await tx
    .insert(allocation)
    .select(selectRows(allocation, told))
    .onConflictDoUpdate({
      target: allocation.id,
      set: {
        name: sql`excluded.name`,
        title: sql`excluded.title`,
        project: sql`excluded.project`,
        vcpus: sql`excluded.vcpus`,
        memoryMib: sql`excluded.memory_mib`,
        pinnedCpus: sql`excluded.pinned_cpus`,
        // What was known of its devices stays known.
        areDevicesTold: sql`${allocation.areDevicesTold} or excluded.devices_told`,
        lastSeenAt: sql`excluded.last_seen_at`,
      },
    })
}

async function writeDevices({
  tx,
  hostId,
  rows,
}: {
  tx: Transaction
  hostId: string
  rows: readonly AllocationRow[]
}): Promise<void> {
  const told = rows.filter(({ occupancy }) => occupancy.devices !== null)
  if (told.length === 0) return
  const gpus = await tx
    .select({ id: gpu.id, address: gpu.address })
    .from(gpu)
    .where(and(eq(gpu.hostId, hostId), ne(gpu.state, 'gone')))
  const gpuAt = new Map(gpus.map(({ id, address }) => [address, id]))
  const devicesOf = told.map(({ id, occupancy }) => ({
    id,
    devices: (occupancy.devices ?? []).map(({ gpuAddress, ...device }, ordinal) => {
      const gpuId = (gpuAddress !== null && gpuAt.get(gpuAddress)) || null
      return { ...device, allocationId: id, ordinal, gpuId }
    }),
  }))
  const ids = devicesOf.map(({ id }) => id)
  const held = await tx.select().from(allocationDevice).where(inArray(allocationDevice.allocationId, ids))
  // Most things hold from one report to the next what they held.
  const changed = devicesOf.filter(
    ({ id, devices }) =>
      !isSameSet(
        devices,
        held.filter(({ allocationId }) => allocationId === id),
      ),
  )
  if (changed.length === 0) return
  const changedIds = changed.map(({ id }) => id)
  await tx.delete(allocationDevice).where(inArray(allocationDevice.allocationId, changedIds))
  const devices = changed.flatMap((one) => one.devices)
  if (devices.length > 0) await tx.insert(allocationDevice).select(selectRows(allocationDevice, devices))
}

type DeviceRow = typeof allocationDevice.$inferSelect

function isSameSet(told: readonly DeviceRow[], held: readonly DeviceRow[]): boolean {
  if (told.length !== held.length) return false
  const heldAt = new Map(held.map((device) => [device.ordinal, device]))
  return told.every((device) => {
    const before = heldAt.get(device.ordinal)
    return before !== undefined && DEVICE_KEYS.every((key) => device[key] === before[key])
  })
}
