import type { z } from 'zod'
import type { listAuditInput } from '@/server/contracts/audit'
import type { AuditBounds } from './audit-bounds'

export type AuditFilters = {
  readonly search: string
  readonly outcome: readonly string[]
  readonly action: readonly string[]
  readonly subject: readonly string[]
}

type AuditInput = Omit<z.input<typeof listAuditInput>, 'cursor' | 'limit'>

/** What the log is asked for. Both outcomes chosen is none chosen. */
export function buildAuditInput(filters: AuditFilters, bounds: AuditBounds): AuditInput {
  const [outcome] = filters.outcome.length === 1 ? filters.outcome : []
  return {
    search: filters.search === '' ? undefined : filters.search,
    outcome: outcome === 'applied' || outcome === 'refused' ? outcome : undefined,
    action: filters.action[0],
    subjectId: filters.subject[0],
    from: new Date(bounds.fromMs),
    to: bounds.toMs === null ? undefined : new Date(bounds.toMs),
  }
}

/** The same as the address of the CSV reads it. */
export function buildAuditCsvQuery({ search, from, to, ...rest }: AuditInput): string {
  const named = { q: search, ...rest, from: from?.toISOString(), to: to?.toISOString() }
  return new URLSearchParams(
    Object.entries(named).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  ).toString()
}
