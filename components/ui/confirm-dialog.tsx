'use client'

import { ArrowRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextArea, TextField } from '@/components/ui/text-field'

export type PlanChange = {
  readonly label: string
  /** null where the thing does not exist on that side. */
  readonly before: ReactNode | null
  readonly after: ReactNode | null
}

export type ConfirmDialogProps = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly plan?: readonly PlanChange[]
  /** Who and what is affected, below the plan. */
  readonly children?: ReactNode
  readonly confirmLabel: string
  readonly danger?: boolean
  /** The word that must be typed, for what cannot be taken back easily and reaches far. */
  readonly typedConfirmation?: string
  readonly reason?: 'optional' | 'required'
  /** The dialog closes when this resolves; when it rejects, the error's message is shown and nothing is lost. */
  readonly onConfirm: (answer: { readonly reason: string | null }) => Promise<unknown>
}

/** Mounts its content only while open, so that a typed word or a reason never outlives the question. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return props.open ? <OpenConfirmDialog {...props} /> : null
}

function OpenConfirmDialog({
  onOpenChange,
  title,
  description,
  plan,
  children,
  confirmLabel,
  danger = false,
  typedConfirmation,
  reason,
  onConfirm,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const [reasonText, setReasonText] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const isAllowed =
    (typedConfirmation === undefined || typed.trim() === typedConfirmation) &&
    (reason !== 'required' || reasonText.trim() !== '')

  async function confirm() {
    if (!isAllowed || pending) return
    setPending(true)
    setFailure(null)
    try {
      await onConfirm({ reason: reasonText.trim() === '' ? null : reasonText.trim() })
      onOpenChange(false)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'The server did not answer.')
      setPending(false)
    }
  }

  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      role="alertdialog"
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            disabled={!isAllowed}
            pending={pending}
            onClick={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {plan !== undefined && plan.length > 0 && <PlanTable plan={plan} />}
      {children}
      {reason !== undefined && (
        <TextArea
          label="Reason"
          hint="Kept in the audit log."
          required={reason === 'required'}
          rows={2}
          value={reasonText}
          onChange={(event) => setReasonText(event.target.value)}
        />
      )}
      {typedConfirmation !== undefined && (
        <TextField
          label={`Type ${typedConfirmation} to confirm`}
          mono
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {failure !== null && (
        <Banner tone="bad" role="alert">
          {failure}
        </Banner>
      )}
    </Dialog>
  )
}

export function PlanTable({ plan }: { readonly plan: readonly PlanChange[] }) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">What will change</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {plan.map((change) => (
          <tr key={change.label} className="h-7 border-b align-top last:border-b-0">
            <th scope="row" className="py-1 pr-4 text-left font-normal text-ink-muted">
              {change.label}
            </th>
            <td className="py-1 pr-2">{change.before ?? <span className="text-ink-muted">none</span>}</td>
            <td className="py-1 font-medium">
              <span className="flex items-start gap-2">
                <ArrowRight aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-muted" />
                {change.after ?? <span className="text-ink-muted">none</span>}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
