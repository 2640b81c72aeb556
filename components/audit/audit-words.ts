import type { Tone } from '@/components/ui/tone'
import type { AuditEntryDto } from '@/server/contracts/audit'

export const outcomeWords: Readonly<
  Record<AuditEntryDto['outcome'], { readonly word: string; readonly tone: Tone }>
> = {
  applied: { word: 'Applied', tone: 'ok' },
  refused: { word: 'Refused', tone: 'bad' },
}

export const actorWords: Readonly<Record<AuditEntryDto['actor']['kind'], string>> = {
  human: 'Person',
  key: 'Token',
  agent: 'Nobody known',
  system: 'Berth itself',
}

/**
 * Where the subject of an entry can be looked at; null where it has no page. The log keeps ids for ever, so a
 * page may say that the thing is gone.
 */
export function buildSubjectHref(subject: AuditEntryDto['subject']): string | null {
  if (subject.kind === 'host') return `/hosts/${encodeURIComponent(subject.label)}`
  if (subject.kind === 'user' && subject.id !== null)
    return `/settings/users/${encodeURIComponent(subject.id)}`
  if (subject.kind === 'token') return '/settings/tokens'
  if (subject.kind === 'pool' || subject.kind === 'tenant') return '/settings/scopes'
  return null
}
