import { z } from 'zod'

export const allocationDto = z.object({
  id: z.uuid(),
  origin: z.enum(['berth', 'adopted', 'foreign']),
  kind: z.enum(['virtualMachine', 'vgpu', 'process']),
  name: z.string().nullable(),
  /** What people call it. */
  title: z.string().nullable(),
  machineUuid: z.string().nullable(),
  project: z.string().nullable(),
  state: z.enum(['reserved', 'bound', 'releasing', 'free', 'quarantined']),
  vcpus: z.number().int().nullable(),
  memoryMib: z.number().int().nullable(),
  pinnedCpus: z.string().nullable(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  endedAt: z.date().nullable(),
  /** The page of the machine itself, where it reports from within. */
  guest: z.object({ slug: z.string(), hostname: z.string() }).nullable(),
  /** False: which devices it holds is not known; an empty list then says nothing. */
  areDevicesTold: z.boolean(),
  devices: z.array(
    z.object({
      gpu: z.object({ id: z.uuid(), address: z.string(), model: z.string().nullable() }).nullable(),
      attach: z.enum(['pfVfio', 'vfVfio', 'mdev', 'hostProcess']),
      address: z.string().nullable(),
      mdevUuid: z.string().nullable(),
      gpuInstanceId: z.number().int().nullable(),
      computeInstanceId: z.number().int().nullable(),
      usedMib: z.number().int().nullable(),
    }),
  ),
})
export type AllocationDto = z.infer<typeof allocationDto>

/** What holds capacity of one host now, and how many there were before. */
export const hostAllocationsDto = z.object({ items: z.array(allocationDto), endedCount: z.number().int() })
export type HostAllocationsDto = z.infer<typeof hostAllocationsDto>
