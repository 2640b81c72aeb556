'use client'

import { AppLink } from '@/components/ui/app-link'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { DiffView } from '@/components/ui/diff-view'
import { formatUtc } from '@/components/ui/format-time'
import { IdLink } from '@/components/ui/id-link'
import { KeyValueList } from '@/components/ui/key-value-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { AuditEntryDto } from '@/server/contracts/audit'
import { actorWords, buildSubjectHref, outcomeWords } from './audit-words'
import { diffAuditValues } from './diff-entry'

export type EntryDialogProps = { readonly entry: AuditEntryDto; readonly onClose: () => void }

export function EntryDialog({ entry, onClose }: EntryDialogProps) {
  const changes = diffAuditValues(entry.before, entry.after)
  const { word, tone } = outcomeWords[entry.outcome]
  const subjectHref = buildSubjectHref(entry.subject)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="wide"
      title={
        <span className="flex items-center gap-2">
          <span className="font-mono">{entry.action}</span>
          <StatusChip tone={tone}>{word}</StatusChip>
        </span>
      }
      description={`Entry ${entry.seq} of the audit log`}
      footer={<Button onClick={onClose}>Back to the log</Button>}
    >
      <KeyValueList
        plain
        label="Entry"
        rows={[
          {
            key: 'at',
            label: 'When',
            value: (
              <>
                {formatUtc(entry.at.getTime())} (<RelativeTime at={entry.at} />)
              </>
            ),
          },
          { key: 'actor', label: 'By', value: `${entry.actor.label} (${actorWords[entry.actor.kind]})` },
          {
            key: 'subject',
            label: 'On',
            value: (
              <>
                {entry.subject.kind}{' '}
                {subjectHref === null ? (
                  entry.subject.label
                ) : (
                  <AppLink href={subjectHref}>{entry.subject.label}</AppLink>
                )}
              </>
            ),
          },
          {
            key: 'subjectId',
            label: 'Its id',
            value: entry.subject.id === null ? 'none' : <IdLink id={entry.subject.id} />,
          },
          { key: 'reason', label: 'Reason', value: entry.reason ?? 'none given' },
          {
            key: 'address',
            label: 'From',
            value: entry.remoteAddress ?? 'this server, not over the network',
          },
          { key: 'id', label: 'Entry id', value: <IdLink id={entry.id} /> },
        ]}
      />
      {changes.length > 0 ? (
        <div className="rounded-md border">
          <DiffView label="What it changed" entries={changes} />
        </div>
      ) : (
        <p className="text-sm text-ink-muted">
          {entry.outcome === 'refused' ? 'It was refused and changed nothing.' : 'It records no values.'}
        </p>
      )}
    </Dialog>
  )
}
