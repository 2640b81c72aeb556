import { z } from 'zod'

/** Keyset paging: the cursor is opaque, made by the server from (sort value, id) of the last row. */
export const pageInput = z.object({
  cursor: z.string().max(500).nullish(),
  limit: z.number().int().min(1).max(500).default(100),
})

export const sortOrder = z.enum(['asc', 'desc'])

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    totalCount: z.number().int().nullable(),
  })
}

export const searchText = z.string().trim().max(200)
export const reasonText = z.string().trim().min(3, 'Say why, in at least 3 characters').max(1000)
export const displayName = z.string().trim().min(1).max(120)
export const slugText = z
  .string()
  .trim()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'Lower-case letters, digits and hyphens only')

/** A filter that may hold several values: any of them matches; none at all is no filter. */
export function choices<Choice extends z.ZodType<string>>(choice: Choice) {
  return z
    .union([choice.transform((one) => [one]), z.array(choice).max(20)])
    .transform((chosen) => (chosen.length === 0 ? undefined : chosen))
    .optional()
}
