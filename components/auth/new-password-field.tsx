'use client'

import { useState } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/text-field'
import { describePasswordRule } from './password-rule'

export type NewPasswordFieldProps = {
  readonly name: string
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void
}

/** Typed once and shown on request, instead of typed twice; the rule counts along. */
export function NewPasswordField({ error, ...control }: NewPasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  const rule = describePasswordRule(control.value)
  return (
    <div className="flex flex-col gap-2">
      <TextField
        {...control}
        label="New password"
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        required
        error={error}
        hint={<span className={rule.isMet ? 'text-ok' : undefined}>{rule.text}</span>}
      />
      <Checkbox
        label="Show the password"
        checked={isShown}
        onChange={(event) => setShown(event.target.checked)}
      />
    </div>
  )
}
