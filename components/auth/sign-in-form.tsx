'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { goTo } from './go-to'
import type { SignInRefusal } from './sign-in-refusal'
import { SignInRefusalBanner, useWait } from './sign-in-refusal-banner'
import { signInWithPassword } from './sign-in-request'

export type SignInFormProps = {
  readonly next: string
  readonly initialRefusal: SignInRefusal | null
}

export function SignInForm({ next, initialRefusal }: SignInFormProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState(initialRefusal)
  const wait = useWait(refusal)
  const isFilled = email.trim() !== '' && password !== ''

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending || !isFilled) return
    setPending(true)
    const refused = await signInWithPassword({ email: email.trim(), password })
    if (refused === null) {
      // Pending until the next page is there.
      void goTo(next)
      return
    }
    setPending(false)
    wait.begin(refused)
    setRefusal(refused)
  }

  return (
    // POST, so that a form sent before the page is awake cannot write the password into the address.
    <form method="post" className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {refusal !== null && <SignInRefusalBanner refusal={refusal} waitSeconds={wait.seconds} />}
      <Button type="submit" variant="primary" pending={pending} disabled={wait.seconds > 0}>
        Sign in
      </Button>
    </form>
  )
}
