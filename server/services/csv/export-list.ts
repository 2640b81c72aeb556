import { stringify } from 'csv-stringify/sync'
import { type ZodType, z } from 'zod'
import { listAuditInput } from '@/server/contracts/audit'
import { listFindingsInput } from '@/server/contracts/finding'
import { listHostsInput } from '@/server/contracts/host'
import type { Permission } from '@/server/core/access/permissions'
import { listAudit } from '@/server/services/audit/list'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { listFindings } from '@/server/services/findings/list-findings'
import { listHosts } from '@/server/services/hosts/list-hosts'

interface Page {
  items: Record<string, unknown>[]
  nextCursor: string | null
}

interface Export {
  permission: Permission
  /** The header, said even where there are no rows. */
  columns: readonly string[]
  input: ZodType<{ cursor?: string | null | undefined; limit: number }>
  load: (ctx: ServiceContext, input: never) => Promise<Page>
}

const PAGE_ROWS = 500

/** The lists that can be taken along, by the word in their address. */
const EXPORTS: Record<string, Export> = {
  hosts: {
    permission: 'host:read',
    columns: [
      'id',
      'slug',
      'hostname',
      'state',
      'machineKind',
      'os',
      'kernel',
      'driverVersion',
      'driverFlavour',
      'gpuCount',
      'openFindingCount',
      'staleToolCount',
      'lastSeenAt',
      'enrolledAt',
      'enrolmentTokenId',
      'freshness',
      'pool',
      'gpuModels',
    ],
    input: listHostsInput,
    load: (ctx, input) =>
      listHosts({ ctx, input }).then((page) =>
        flatten(page, ({ pool, gpuModels, ...row }) => ({
          ...row,
          pool: pool?.slug ?? null,
          gpuModels: gpuModels.join('; '),
        })),
      ),
  },
  findings: {
    permission: 'finding:read',
    columns: [
      'id',
      'host',
      'subject',
      'code',
      'severity',
      'state',
      'sentence',
      'firstSeenAt',
      'lastSeenAt',
      'resolvedAt',
    ],
    input: listFindingsInput,
    load: (ctx, input) =>
      listFindings({ ctx, input }).then((page) =>
        flatten(page, (row) => ({
          id: row.id,
          host: row.host?.slug ?? null,
          subject: row.subject.label,
          code: row.code,
          severity: row.severity,
          state: row.state,
          sentence: row.sentence,
          firstSeenAt: row.firstSeenAt,
          lastSeenAt: row.lastSeenAt,
          resolvedAt: row.resolvedAt,
        })),
      ),
  },
  audit: {
    permission: 'audit:read',
    columns: [
      'seq',
      'at',
      'actorKind',
      'actor',
      'action',
      'outcome',
      'subjectKind',
      'subject',
      'subjectId',
      'before',
      'after',
      'reason',
      'remoteAddress',
    ],
    input: listAuditInput,
    load: (ctx, input) =>
      listAudit({ ctx, input }).then((page) =>
        flatten(page, (row) => ({
          seq: row.seq,
          at: row.at,
          actorKind: row.actor.kind,
          actor: row.actor.label,
          action: row.action,
          outcome: row.outcome,
          subjectKind: row.subject.kind,
          subject: row.subject.label,
          subjectId: row.subject.id,
          before: JSON.stringify(row.before),
          after: JSON.stringify(row.after),
          reason: row.reason,
          remoteAddress: row.remoteAddress,
        })),
      ),
  },
}

export function findExport(list: string): Export {
  const found = Object.hasOwn(EXPORTS, list) ? EXPORTS[list] : undefined
  if (!found) throw new DomainError('notFound', 'listNotFound', 'There is no such list')
  return found
}

interface ExportListArgs {
  ctx: ServiceContext
  list: Export
  query: URLSearchParams
}

/**
 * The whole list as CSV, page by page by cursor, so that neither side ever holds it. The first page is read before
 * anything is answered: what goes wrong with it is still an answer, not a file that breaks off.
 * @throws DomainError invalid
 */
export async function exportList({ ctx, list, query }: ExportListArgs): Promise<ReadableStream<Uint8Array>> {
  const parsed = list.input.safeParse({ ...readTableQuery(query), limit: PAGE_ROWS })
  if (!parsed.success) {
    throw new DomainError('invalid', 'invalidInput', z.prettifyError(parsed.error).replaceAll('\n', ' '))
  }
  const { cursor: from = null, ...input } = parsed.data
  const load = (cursor: string | null) => list.load(ctx, { ...input, cursor } as never)
  const lines = writeLines(list.columns, await load(from), load)
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await lines.return()
    },
  })
}

async function* writeLines(
  columns: readonly string[],
  first: Page,
  load: (cursor: string) => Promise<Page>,
): AsyncGenerator<string, void, void> {
  for (let page = first; ; ) {
    // A cell that begins like a formula is one for a spreadsheet, whoever named the host so.
    yield stringify(page.items, {
      header: page === first,
      columns: [...columns],
      escape_formulas: true,
      cast: { date: (value) => value.toISOString(), boolean: String },
    })
    if (page.nextCursor === null) return
    page = await load(page.nextCursor)
  }
}

function flatten<Row>(
  page: { items: Row[]; nextCursor: string | null },
  toCells: (row: Row) => Record<string, unknown>,
): Page {
  return { items: page.items.map(toCells), nextCursor: page.nextCursor }
}

/** The address of a table as its kit writes it: `sort=-name`, `q=`, filters repeated per value. */
function readTableQuery(query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    if (name === 'q') input.search = values[0]
    else if (name === 'sort') Object.assign(input, readSort(values[0] ?? ''))
    else if (name === 'from' || name === 'to') input[name] = new Date(values[0] ?? '')
    else if (values[0] === 'true' || values[0] === 'false') input[name] = values[0] === 'true'
    else input[name] = values.length === 1 ? values[0] : values
  }
  return input
}

function readSort(text: string) {
  return text.startsWith('-') ? { sort: text.slice(1), order: 'desc' } : { sort: text, order: 'asc' }
}
