import { z } from 'zod'
import { isTenantRole, ROLES } from '@/server/core/access/roles'
import { displayName, pageInput, pageOf, plainText, reasonText, searchText, sortOrder } from './page'
import { grantDto } from './viewer'

export const userDto = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  signIn: z.enum(['password', 'sso', 'both', 'invited']),
  disabledAt: z.date().nullable(),
  createdAt: z.date(),
  lastSeenAt: z.date().nullable(),
  grants: z.array(grantDto),
})
export type UserDto = z.infer<typeof userDto>

export const listUsersInput = pageInput.extend({
  search: searchText.optional(),
  sort: z.enum(['name', 'email', 'createdAt']).default('name'),
  order: sortOrder.default('asc'),
})
export const userPageDto = pageOf(userDto)

export const scopeInput = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('global') }),
  z.object({ scope: z.literal('pool'), poolId: z.uuid() }),
  z.object({ scope: z.literal('tenant'), tenantId: z.uuid() }),
])
export const roleAndScope = z
  .object({ role: z.enum(ROLES), scope: scopeInput })
  .refine((grant) => isTenantRole(grant.role) === (grant.scope.scope === 'tenant'), {
    message: 'Tenant roles are held over a tenant; the others over everything or a pool',
    path: ['scope'],
  })

export const inviteUserInput = z.object({
  email: z.email().max(200),
  name: displayName,
  grants: z.array(roleAndScope).max(20),
})
/** The link is shown once: only its hash is kept. */
export const invitedDto = z.object({ userId: z.string(), link: z.string(), expiresAt: z.date() })

export const grantRoleInput = z.object({
  userId: plainText(100),
  grant: roleAndScope,
  reason: reasonText.optional(),
})
export const revokeRoleInput = z.object({ grantId: z.uuid(), reason: reasonText.optional() })
export const userIdInput = z.object({ userId: plainText(100) })
export const setUserDisabledInput = z.object({
  userId: plainText(100),
  disabled: z.boolean(),
  reason: reasonText.optional(),
})
