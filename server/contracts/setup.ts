import { z } from 'zod'
import { displayName } from './page'

export const passwordText = z.string().min(12, 'At least 12 characters').max(128, 'At most 128 characters')

export const setupStatusDto = z.object({
  needsFirstOperator: z.boolean(),
  oidc: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type SetupStatusDto = z.infer<typeof setupStatusDto>

export const claimSetupInput = z.object({
  code: z.string().trim().min(8).max(200),
  name: displayName,
  email: z.email().max(200),
  password: passwordText,
})

export const acceptInviteInput = z.object({
  token: z.string().trim().min(8).max(200),
  password: passwordText,
})
export const inviteStatusInput = z.object({ token: z.string().trim().min(8).max(200) })
export const inviteStatusDto = z.object({
  email: z.string(),
  name: z.string(),
  expiresAt: z.date().nullable(),
})
export const acceptedDto = z.object({ email: z.string() })
