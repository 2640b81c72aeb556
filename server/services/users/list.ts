import { and, count, ilike, or, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { user } from '@/db/schema'
import type { listUsersInput, userPageDto } from '@/server/contracts/user'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { matchText } from '@/server/services/match-text'
import { describeUsers } from './load-user'

interface ListUsersArgs {
  ctx: ServiceContext
  input: z.output<typeof listUsersInput>
}

const SORT = {
  name: { value: sql`${user.name} collate "C"`, type: 'text' },
  email: { value: sql`${user.email} collate "C"`, type: 'text' },
  createdAt: { value: user.createdAt, type: 'timestamptz' },
} as const

export async function listUsers({ ctx, input }: ListUsersArgs): Promise<z.output<typeof userPageDto>> {
  authorise({ ctx, permission: 'user:read' })
  const { sort, order, cursor, limit, search } = input
  const { orderBy, after } = openKeyset({ ...SORT[sort], id: user.id, idType: 'text', order, cursor })
  const pattern = matchText(search)
  const matches = pattern ? or(ilike(user.name, pattern), ilike(user.email, pattern)) : undefined
  const rows = await ctx.db
    .select()
    .from(user)
    .where(and(after, matches))
    .orderBy(orderBy)
    .limit(limit + 1)
  const page = cutPage({
    rows,
    limit,
    toItem: (row) => row,
    cursorOf: (row) => encodeCursor(row[sort], row.id),
  })
  const items = await describeUsers(ctx.db, page.items)
  if (cursor) return { ...page, items }
  const [counted] = await ctx.db.select({ total: count() }).from(user).where(matches)
  return { ...page, items, totalCount: counted?.total ?? null }
}
