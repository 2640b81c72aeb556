import { z } from 'zod'
import { PERMISSIONS } from '@/server/core/access/permissions'
import { TOKEN_KINDS } from '@/server/core/access/token-kind'
import { displayName, pageInput, pageOf, sortOrder } from './page'

export const tokenDto = z.object({
  id: z.uuid(),
  kind: z.enum(TOKEN_KINDS),
  prefix: z.string(),
  label: z.string(),
  scopes: z.array(z.string()),
  host: z.object({ id: z.uuid(), slug: z.string() }).nullable(),
  usesLeft: z.number().int().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  state: z.enum(['live', 'expired', 'used', 'revoked']),
})
export type TokenDto = z.infer<typeof tokenDto>

export const listTokensInput = pageInput.extend({
  kind: z.enum(TOKEN_KINDS).optional(),
  live: z.boolean().optional(),
  sort: z.enum(['createdAt', 'label']).default('createdAt'),
  order: sortOrder.default('desc'),
})
export const tokenPageDto = pageOf(tokenDto)

export const createApiKeyInput = z.object({
  label: displayName,
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
  expiresInDays: z.number().int().min(1).max(366).default(90),
})

/** `single`: one host, one hour, enrolled at once. `bulk`: many hosts, each waits for approval. */
export const createEnrolmentInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('single'), label: displayName, hostId: z.uuid().optional() }),
  z.object({
    kind: z.literal('bulk'),
    label: displayName,
    expiresInHours: z.number().int().min(1).max(168),
    maxHosts: z.number().int().min(1).max(5000),
  }),
])
/** For the virtual machine that an allocation is: its own software, reported from within. */
export const createGuestTokenInput = z.object({
  allocationId: z.uuid(),
  expiresInDays: z.number().int().min(1).max(366).default(90),
})
/** The secret is shown once: only its hash is kept. */
export const secretDto = z.object({ tokenId: z.uuid(), secret: z.string(), expiresAt: z.date().nullable() })
export const enrolmentDto = secretDto.extend({
  lines: z.object({ curl: z.string(), wget: z.string() }),
  plainHttpWarning: z.boolean(),
})
export const guestTokenDto = enrolmentDto.extend({ slug: z.string() })
export const revokeTokenInput = z.object({ tokenId: z.uuid() })
export const revokedDto = z.object({ tokenId: z.uuid(), revokedAt: z.date() })
