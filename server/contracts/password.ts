import { z } from 'zod'
import { passwordText } from './setup'

export const passwordStatusDto = z.object({ hasPassword: z.boolean() })

export const changePasswordInput = z
  .object({ currentPassword: z.string().min(1).max(128), newPassword: passwordText })
  .refine(({ currentPassword, newPassword }) => currentPassword !== newPassword, {
    message: 'This is the current one; choose another',
    path: ['newPassword'],
  })
export const passwordChangedDto = z.object({ endedSessionCount: z.number().int() })
