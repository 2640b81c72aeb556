'use client'

import { type ReactNode, useId } from 'react'
import { joinClasses } from '@/components/ui/class-names'

/** What a control needs so that its label, hint and error are announced with it. */
export type FieldControl = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly required: boolean | undefined
}

export type FieldProps = {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong and what to do; null or absent when nothing is. */
  readonly error?: ReactNode
  readonly required?: boolean
  /** Keeps the label for screen readers only, where the place already says it. */
  readonly hideLabel?: boolean
  readonly className?: string
  readonly children: (control: FieldControl) => ReactNode
}

export function Field({ label, hint, error, required, hideLabel, className, children }: FieldProps) {
  const id = useId()
  const hasHint = hint !== undefined && hint !== null
  const hasError = error !== undefined && error !== null && error !== false && error !== ''
  const describedBy = joinClasses(hasHint && `${id}-hint`, hasError && `${id}-error`)
  return (
    <div className={joinClasses('flex flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
        {required === false && <span className="font-normal text-ink-muted"> (optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': hasError || undefined,
        required: required || undefined,
      })}
      {hasHint && (
        <p id={`${id}-hint`} className="text-xs text-ink-muted">
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

/** The outline that every one-line control shares. */
export const controlClass = joinClasses(
  'rounded-md border border-line-strong bg-panel px-2 text-base text-ink',
  'aria-invalid:border-bad disabled:bg-sunken disabled:text-ink-muted read-only:bg-sunken',
)
