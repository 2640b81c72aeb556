'use client'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { AuditEntryDto } from '@/server/contracts/audit'
import { EntryDialog } from './entry-dialog'

export type OpenEntryProps = {
  readonly entryId: string
  readonly rows: readonly AuditEntryDto[]
  readonly onClose: () => void
}

/** The entry that the address names, where the present view has it. */
export function OpenEntry({ entryId, rows, onClose }: OpenEntryProps) {
  const entry = rows.find(({ id }) => id === entryId)
  if (entry !== undefined) return <EntryDialog entry={entry} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="small"
      title="This entry is not in the present view"
      description="It is outside the time range or the filters, or further down than what is loaded. Widen the range, or clear the filters."
      footer={<Button onClick={onClose}>Back to the log</Button>}
    />
  )
}
