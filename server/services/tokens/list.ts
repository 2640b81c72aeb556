import { and, count, eq, gt, isNull, not, or, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { host, token } from '@/db/schema'
import type { listTokensInput, TokenDto, tokenPageDto } from '@/server/contracts/token'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { tokenStateOf } from './judge'
import type { Token } from './verify'

type ListTokensInput = z.output<typeof listTokensInput>

interface ListTokensArgs {
  ctx: ServiceContext
  input: ListTokensInput
}

const SORT = {
  createdAt: { value: token.createdAt, type: 'timestamptz' },
  label: { value: token.label, type: 'text' },
} as const

export async function listTokens({ ctx, input }: ListTokensArgs): Promise<z.output<typeof tokenPageDto>> {
  authorise({ ctx, permission: 'token:read' })
  const { sort, order, cursor, limit } = input
  const now = ctx.now()
  const { orderBy, after } = openKeyset({ ...SORT[sort], id: token.id, idType: 'uuid', order, cursor })
  const where = filterTokens(input, now)
  const rows = await ctx.db
    .select({ token, host: { id: host.id, slug: host.slug } })
    .from(token)
    .leftJoin(host, eq(host.id, token.hostId))
    .where(and(where, after))
    .orderBy(orderBy)
    .limit(limit + 1)
  const page = cutPage({
    rows,
    limit,
    toItem: (row) => toTokenDto(row, now),
    cursorOf: (row) => encodeCursor(row.token[sort], row.token.id),
  })
  if (cursor) return page
  const [counted] = await ctx.db.select({ total: count() }).from(token).where(where)
  return { ...page, totalCount: counted?.total ?? null }
}

function filterTokens({ kind, live }: ListTokensInput, now: Date): SQL | undefined {
  const isLive = and(
    isNull(token.revokedAt),
    or(isNull(token.expiresAt), gt(token.expiresAt, now)),
    or(isNull(token.usesLeft), gt(token.usesLeft, 0)),
  )
  const byLife = isLive === undefined || live === undefined ? undefined : live ? isLive : not(isLive)
  return and(kind === undefined ? undefined : eq(token.kind, kind), byLife)
}

function toTokenDto(row: { token: Token; host: { id: string; slug: string } | null }, now: Date): TokenDto {
  const { sha256: _, hostId: __, userId: ___, ...shown } = row.token
  return { ...shown, host: row.host, state: tokenStateOf(row.token, now) }
}
