import { z } from 'zod'

export const CHANGE_TOPICS = ['host', 'finding', 'token', 'user', 'pool', 'tenant', 'audit'] as const
/** What changed, by id only; who may not see it is not told. `resync`: too much changed, ask for all again. */
export const changeDto = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), topic: z.enum(CHANGE_TOPICS), id: z.string().nullable() }),
  z.object({ kind: z.literal('resync') }),
  z.object({ kind: z.literal('ready') }),
])
export type ChangeDto = z.infer<typeof changeDto>
export type ChangeTopic = (typeof CHANGE_TOPICS)[number]
