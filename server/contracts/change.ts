import { z } from 'zod'

export const CHANGE_TOPICS = ['host', 'finding', 'token', 'user', 'pool', 'tenant', 'audit'] as const
/** What changed, by id only; who may not see it is not told. `resync`: too much changed, ask for all again. */
export const changeDto = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), topic: z.enum(CHANGE_TOPICS), id: z.string().nullable() }),
  z.object({ kind: z.literal('resync') }),
  z.object({ kind: z.literal('ready') }),
  /** The server has lost its database: what is shown may be old from here on, until a `resync`. */
  z.object({ kind: z.literal('away') }),
])
export type ChangeDto = z.infer<typeof changeDto>
export type ChangeTopic = (typeof CHANGE_TOPICS)[number]
