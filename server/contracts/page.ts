import { z } from 'zod'

/** Neither NUL nor half a surrogate pair: PostgreSQL holds no text with them, and answers with an error of its own. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

/** Text from outside, bounded and such that the database can hold it: what every input of free text is made of. */
export function plainText(mostCharacters: number) {
  return z
    .string()
    .max(mostCharacters)
    .refine(isStorable, 'Text without NUL characters and broken characters only')
}

/** A moment that a person may ask about; JavaScript knows years that PostgreSQL does not. */
export const instant = z.date().min(new Date('1970-01-01')).max(new Date('9999-12-31'))

/** Keyset paging: the cursor is opaque, made by the server from (sort value, id) of the last row. */
export const pageInput = z.object({
  cursor: plainText(2_000).nullish(),
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

export const searchText = plainText(200).trim()
export const reasonText = plainText(1_000).trim().min(3, 'Say why, in at least 3 characters')
export const displayName = plainText(120).trim().min(1)
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
