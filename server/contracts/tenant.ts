import { z } from 'zod'
import { displayName, slugText } from './page'

export const tenantDto = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), createdAt: z.date() })
export type TenantDto = z.infer<typeof tenantDto>
export const tenantListDto = z.array(tenantDto).max(500)
export const createTenantInput = z.object({ slug: slugText, name: displayName })
