import { and, count, eq, ilike, inArray, or, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { finding, host } from '@/db/schema'
import type { FindingDto, findingPageDto, listFindingsInput } from '@/server/contracts/finding'
import type { ServiceContext } from '@/server/services/context'
import { hostsVisibleTo } from '@/server/services/hosts/visible'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { matchText } from '@/server/services/match-text'
import { describeFinding, describeRemedy } from '@/server/wording/finding'

interface ListFindingsArgs {
  ctx: ServiceContext
  input: z.infer<typeof listFindingsInput>
}

export const findingColumns = { finding, host: { id: host.id, slug: host.slug } }
export const hostOfFinding = eq(host.id, finding.hostId)

export async function listFindings({
  ctx,
  input,
}: ListFindingsArgs): Promise<z.infer<typeof findingPageDto>> {
  const { sort, order, cursor, limit } = input
  const value = finding[sort]
  const keyset = openKeyset({ value, type: 'timestamptz', id: finding.id, idType: 'uuid', order, cursor })
  const where = filterFindings({ ctx, input })
  const rows = await ctx.db
    .select(findingColumns)
    .from(finding)
    .leftJoin(host, hostOfFinding)
    .where(and(where, keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1)
  const page = cutPage({
    rows,
    limit,
    toItem: toFindingDto,
    cursorOf: (row) => encodeCursor(row.finding[sort], row.finding.id),
  })
  if (cursor) return page
  const [counted] = await ctx.db
    .select({ total: count() })
    .from(finding)
    .leftJoin(host, hostOfFinding)
    .where(where)
  return { ...page, totalCount: counted?.total ?? null }
}

function filterFindings({ ctx, input }: ListFindingsArgs): SQL | undefined {
  const like = matchText(input.search)
  return and(
    hostsVisibleTo(ctx.principal, 'finding:read'),
    input.hostId ? eq(finding.hostId, input.hostId) : undefined,
    input.state ? inArray(finding.state, input.state) : undefined,
    input.severity ? inArray(finding.severity, input.severity) : undefined,
    like
      ? or(ilike(finding.code, like), ilike(finding.subjectLabel, like), ilike(host.slug, like))
      : undefined,
  )
}

interface FindingRow {
  finding: typeof finding.$inferSelect
  host: { id: string; slug: string } | null
}

export function toFindingDto({ finding: row, host: ofHost }: FindingRow): FindingDto {
  const subject = { kind: row.subjectKind, key: row.subjectKey, label: row.subjectLabel }
  const {
    id,
    code,
    severity,
    state,
    numbers,
    evidence,
    threshold,
    remedies,
    firstSeenAt,
    lastSeenAt,
    resolvedAt,
  } = row
  return {
    id,
    host: ofHost,
    subject,
    code,
    severity,
    state,
    sentence: describeFinding({ code, numbers, subject }),
    numbers,
    evidence,
    threshold,
    remedies,
    remedySentences: remedies.map(describeRemedy),
    firstSeenAt,
    lastSeenAt,
    resolvedAt,
  }
}
