import { z } from 'zod'
import { plainText } from './page'

/** One sign-in of one's own account. */
export const sessionDto = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  expiresAt: z.date(),
})
export type SessionDto = z.infer<typeof sessionDto>
export const sessionListDto = z.array(sessionDto).max(200)
export const endSessionInput = z.object({ sessionId: plainText(100) })
export const endedSessionDto = z.object({ sessionId: z.string() })
