import type { DataColumn } from '@/components/data-table/column'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { AuditEntryDto } from '@/server/contracts/audit'
import { outcomeWords } from './audit-words'
import { EntryLink } from './entry-link'

export const auditColumns: readonly DataColumn<AuditEntryDto>[] = [
  { id: 'at', header: 'When', width: 110, hideable: false, cell: (entry) => <RelativeTime at={entry.at} /> },
  {
    id: 'action',
    header: 'Action',
    width: 170,
    hideable: false,
    cell: (entry) => <EntryLink entry={entry} />,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 100,
    cell: (entry) => {
      const { word, tone } = outcomeWords[entry.outcome]
      return <StatusChip tone={tone}>{word}</StatusChip>
    },
  },
  {
    id: 'actor',
    header: 'By',
    width: 180,
    cell: (entry) => <span title={entry.actor.label}>{entry.actor.label}</span>,
  },
  {
    id: 'subject',
    header: 'On',
    width: 220,
    cell: (entry) => (
      <span title={entry.subject.label}>
        <span className="text-ink-muted">{entry.subject.kind} </span>
        {entry.subject.label}
      </span>
    ),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 220,
    cell: (entry) =>
      entry.reason === null ? (
        <span className="text-ink-muted">none given</span>
      ) : (
        <span title={entry.reason}>{entry.reason}</span>
      ),
  },
  {
    id: 'remoteAddress',
    header: 'From',
    width: 120,
    cell: (entry) => <span className="font-mono text-xs">{entry.remoteAddress ?? 'this server'}</span>,
  },
  {
    id: 'seq',
    header: 'Number',
    width: 80,
    align: 'end',
    hiddenAtFirst: true,
    cell: (entry) => entry.seq,
  },
]
