import { z } from 'zod'
import { displayName, slugText } from './page'

export const POOL_CLASSES = ['inference', 'training', 'interactive', 'regulated', 'validation'] as const
export const poolDto = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  class: z.enum(POOL_CLASSES),
  mode: z.enum(['observe', 'manage']),
  hostCount: z.number().int(),
  createdAt: z.date(),
})
export type PoolDto = z.infer<typeof poolDto>
export const poolListDto = z.array(poolDto).max(500)
export const createPoolInput = z.object({ slug: slugText, name: displayName, class: z.enum(POOL_CLASSES) })
