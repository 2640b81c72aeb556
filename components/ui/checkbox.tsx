'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'
import { joinClasses } from '@/components/ui/class-names'

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'id'> & {
  readonly label: ReactNode
  readonly hint?: ReactNode
}

export function Checkbox({ label, hint, className, ...input }: CheckboxProps) {
  const hintId = useId()
  return (
    <div className={joinClasses('flex flex-col', className)}>
      <label className="flex items-start gap-2 text-sm">
        <input
          {...input}
          type="checkbox"
          aria-describedby={hint === undefined ? undefined : hintId}
          className="mt-0.5 size-4 shrink-0"
        />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p id={hintId} className="pl-6 text-xs text-ink-muted">
          {hint}
        </p>
      )}
    </div>
  )
}
