import { z } from 'zod'
import { findingDto } from './finding'

export const overviewDto = z.object({
  hostCount: z.number().int(),
  freshHostCount: z.number().int(),
  silentHostCount: z.number().int(),
  pendingHostCount: z.number().int(),
  gpuCount: z.number().int(),
  /** Hosts whose GPUs could not be counted: unknown is not zero. */
  unknownGpuHostCount: z.number().int(),
  openFindingCount: z.number().int(),
  /** The most frequent models; together they may be fewer than `gpuCount`. */
  gpusByModel: z.array(z.object({ model: z.string(), count: z.number().int() })).max(50),
  attention: z.array(findingDto).max(20),
  pools: z
    .array(
      z.object({
        id: z.uuid(),
        slug: z.string(),
        name: z.string(),
        mode: z.string(),
        hostCount: z.number().int(),
        gpuCount: z.number().int(),
        /** Its hosts whose GPUs could not be counted. */
        unknownGpuHostCount: z.number().int(),
      }),
    )
    .max(500),
  unassignedHostCount: z.number().int(),
})
export type OverviewDto = z.infer<typeof overviewDto>
