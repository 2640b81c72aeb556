import { and, count, desc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm'
import type { z } from 'zod'
import { allocation, allocationDevice, gpu, host } from '@/db/schema'
import type { AllocationDto, HostAllocationsDto } from '@/server/contracts/allocation'
import type { hostIdInput } from '@/server/contracts/host'
import type { ServiceContext } from '@/server/services/context'
import { byHostId, hostsVisibleTo, loadHost } from './visible'

interface ListAllocationsArgs {
  ctx: ServiceContext
  input: z.infer<typeof hostIdInput>
}

/** More on one host than anybody reads; each is shown on its own page one day. */
const MOST_LIVE = 500

/** What holds capacity of a host now. @throws DomainError notFound */
export async function listAllocations({ ctx, input }: ListAllocationsArgs): Promise<HostAllocationsDto> {
  const where = byHostId(input.hostId)
  await loadHost({ tx: ctx.db, principal: ctx.principal, permission: 'host:read', where })
  const ofHost = eq(allocation.hostId, input.hostId)
  const live = await ctx.db
    .select()
    .from(allocation)
    .where(and(ofHost, isNull(allocation.endedAt)))
    .orderBy(desc(allocation.kind), allocation.key)
    .limit(MOST_LIVE)
  const devices = await loadDevices(
    ctx,
    live.map(({ id }) => id),
  )
  const guests = await loadGuests(
    ctx,
    live.flatMap(({ machineUuid }) => machineUuid ?? []),
  )
  const [ended] = await ctx.db
    .select({ total: count() })
    .from(allocation)
    .where(and(ofHost, isNotNull(allocation.endedAt)))
  return {
    items: live.map((row) => ({
      ...row,
      guest: (row.machineUuid !== null && guests.get(row.machineUuid)) || null,
      devices: devices.get(row.id) ?? [],
    })),
    endedCount: ended?.total ?? 0,
  }
}

/** Machines that report from within, by the UUID they report. */
async function loadGuests(
  ctx: ServiceContext,
  uuids: string[],
): Promise<Map<string, NonNullable<AllocationDto['guest']>>> {
  if (uuids.length === 0) return new Map()
  const rows = await ctx.db
    .select({ uuid: host.productUuid, slug: host.slug, hostname: host.hostname })
    .from(host)
    .where(and(inArray(host.productUuid, uuids), ne(host.state, 'retired'), hostsVisibleTo(ctx.principal)))
  return new Map(rows.flatMap(({ uuid, ...guest }) => (uuid === null ? [] : [[uuid, guest]])))
}

async function loadDevices(
  ctx: ServiceContext,
  ids: string[],
): Promise<Map<string, AllocationDto['devices']>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select({ device: allocationDevice, gpu: { id: gpu.id, address: gpu.address, model: gpu.model } })
    .from(allocationDevice)
    .leftJoin(gpu, eq(gpu.id, allocationDevice.gpuId))
    .where(inArray(allocationDevice.allocationId, ids))
    .orderBy(allocationDevice.allocationId, allocationDevice.ordinal)
  const devices = new Map<string, AllocationDto['devices']>()
  for (const row of rows) {
    const { allocationId, ordinal: _, gpuId: __, ...device } = row.device
    devices.set(allocationId, [...(devices.get(allocationId) ?? []), { ...device, gpu: row.gpu }])
  }
  return devices
}
