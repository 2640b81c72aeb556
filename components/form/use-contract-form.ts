'use client'

import { type FormEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import type { z } from 'zod'
import { type FieldErrors, findField, readFieldErrors } from './read-field-errors'
import { type Refusal, readRefusal } from './read-refusal'

type TextName<Values> = { [Name in keyof Values]: Values[Name] extends string ? Name : never }[keyof Values] &
  string

export type ContractFormOptions<Values, Schema extends z.ZodType> = {
  /** The contract's own input: what the server will check again. */
  readonly schema: Schema
  readonly initial: Values
  /** From what the fields hold to what the contract wants; by default they are the same. */
  readonly toInput?: (values: Values) => unknown
  readonly submit: (input: z.output<Schema>) => Promise<unknown>
  /** Which field a refusal is about, by its code; the others stand above the buttons. */
  readonly refusalFields?: Readonly<Record<string, keyof Values & string>>
}

/**
 * A form held against a contract. Nothing typed is lost: values change only by typing, whatever the server
 * says. Errors stand at their field, the first of them gets the focus.
 */
export function useContractForm<Values extends Record<string, unknown>, Schema extends z.ZodType>({
  schema,
  initial,
  toInput = (values) => values,
  submit,
  refusalFields = {},
}: ContractFormOptions<Values, Schema>) {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [pending, setPending] = useState(false)

  function set<Name extends keyof Values & string>(name: Name, value: Values[Name]) {
    setValues((before) => ({ ...before, [name]: value }))
    setErrors((before) =>
      Object.fromEntries(
        Object.entries(before).filter(([field]) => field !== name && !field.startsWith(`${name}.`)),
      ),
    )
  }

  function showErrors(form: HTMLFormElement, found: FieldErrors, refused: Refusal | null) {
    // The fields have to be marked before the first of them can be found.
    flushSync(() => {
      setErrors(found)
      setRefusal(refused)
      setPending(false)
    })
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // A dialog's form lies in a portal, but React passes its events on to the form around the dialog.
    event.stopPropagation()
    if (pending) return
    const form = event.currentTarget
    const parsed = schema.safeParse(toInput(values))
    if (!parsed.success) {
      showErrors(form, readFieldErrors(parsed.error.issues, Object.keys(values)), null)
      return
    }
    setErrors({})
    setRefusal(null)
    setPending(true)
    try {
      await submit(parsed.data)
      setPending(false)
    } catch (error) {
      const refused = readRefusal(error)
      const found = placeRefusal(refused, refusalFields, Object.keys(values))
      const isPlaced = Object.keys(found).some((field) => field !== '')
      showErrors(form, found, isPlaced ? null : refused)
    }
  }

  /** What a `TextField`, `TextArea` or `Select` needs for this field. */
  function field(name: TextName<Values>) {
    return {
      name,
      value: values[name] as string,
      error: errors[name],
      onChange: (event: { readonly target: { readonly value: string } }) =>
        set(name, event.target.value as Values[typeof name]),
    }
  }

  return {
    values,
    set,
    field,
    errors,
    pending,
    /** What concerns the whole form; null when every complaint has its field. */
    formError: refusal?.message ?? errors[''] ?? null,
    refusal,
    handleSubmit: (event: FormEvent<HTMLFormElement>) => void handleSubmit(event),
  }
}

function placeRefusal(
  refusal: Refusal,
  refusalFields: Readonly<Record<string, string>>,
  fields: readonly string[],
): FieldErrors {
  const known = refusalFields[refusal.code]
  if (known !== undefined) return { [known]: refusal.message }
  return Object.fromEntries(refusal.issues.map((issue) => [findField(issue.path, fields), issue.message]))
}
