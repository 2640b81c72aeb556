'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { controlClass, Field, type FieldProps } from '@/components/ui/field'

export type SelectOption = { readonly value: string; readonly label: string; readonly disabled?: boolean }

export type SelectProps = Omit<FieldProps, 'children' | 'className'> &
  Omit<ComponentProps<'select'>, 'id' | 'required' | 'children'> & {
    readonly options: readonly SelectOption[]
    /** Shown while nothing is chosen; it cannot be chosen again. */
    readonly placeholder?: string
  }

/** The platform's own list: it works by keyboard, by touch and with every screen reader, and weighs nothing. */
export function Select({
  label,
  hint,
  error,
  required,
  hideLabel,
  className,
  options,
  placeholder,
  ...select
}: SelectProps) {
  return (
    <Field {...{ label, hint, error, required, hideLabel, className }}>
      {(control) => (
        <span className="relative block">
          <select
            {...select}
            {...control}
            className={joinClasses(controlClass, 'h-8 w-full appearance-none truncate pr-8')}
          >
            {placeholder !== undefined && (
              <option value="" disabled>
                {placeholder}
              </option>
            )}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute top-2 right-2 size-4 text-ink-muted"
          />
        </span>
      )}
    </Field>
  )
}
