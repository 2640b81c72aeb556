import { z } from 'zod'
import { PERMISSIONS } from '@/server/core/access/permissions'
import { ROLES } from '@/server/core/access/roles'

export const grantDto = z.object({
  id: z.uuid(),
  role: z.enum(ROLES),
  scope: z.enum(['global', 'pool', 'tenant']),
  poolId: z.uuid().nullable(),
  tenantId: z.uuid().nullable(),
  scopeLabel: z.string(),
})
export type GrantDto = z.infer<typeof grantDto>

/** The person who looks: what the shell needs to draw only what may be asked. */
export const viewerDto = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  grants: z.array(grantDto),
  permissions: z.array(z.enum(PERMISSIONS)),
})
export type ViewerDto = z.infer<typeof viewerDto>
