'use client'

import type { ComponentProps } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { controlClass, Field, type FieldProps } from '@/components/ui/field'

type FieldParts = Omit<FieldProps, 'children' | 'className'>

export type TextFieldProps = FieldParts &
  Omit<ComponentProps<'input'>, 'id' | 'required'> & {
    /** Ids, tokens and addresses are read letter by letter. */
    readonly mono?: boolean
  }

export function TextField({
  label,
  hint,
  error,
  required,
  hideLabel,
  mono,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, required, hideLabel, className }}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...control}
          className={joinClasses(controlClass, 'h-8 w-full', mono && 'font-mono')}
        />
      )}
    </Field>
  )
}

export type TextAreaProps = FieldParts &
  Omit<ComponentProps<'textarea'>, 'id' | 'required'> & { readonly mono?: boolean }

export function TextArea({
  label,
  hint,
  error,
  required,
  hideLabel,
  mono,
  className,
  ...area
}: TextAreaProps) {
  return (
    <Field {...{ label, hint, error, required, hideLabel, className }}>
      {(control) => (
        <textarea
          rows={3}
          {...area}
          {...control}
          className={joinClasses(controlClass, 'w-full py-1.5', mono && 'font-mono text-sm')}
        />
      )}
    </Field>
  )
}
