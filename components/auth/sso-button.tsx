'use client'

import { LogIn } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { goTo } from './go-to'
import type { SignInRefusal } from './sign-in-refusal'
import { SignInRefusalBanner } from './sign-in-refusal-banner'
import { startSso } from './sign-in-request'

export type SsoButtonProps = {
  readonly provider: { readonly id: string; readonly name: string }
  readonly next: string
}

export function SsoButton({ provider, next }: SsoButtonProps) {
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<SignInRefusal | null>(null)

  async function start() {
    setPending(true)
    const started = await startSso({ providerId: provider.id, next })
    if ('url' in started) {
      void goTo(started.url)
      return
    }
    setPending(false)
    setRefusal(started.refusal)
  }

  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-3 text-xs text-ink-muted">
        <span aria-hidden className="h-px grow bg-line" />
        or
        <span aria-hidden className="h-px grow bg-line" />
      </p>
      {refusal !== null && <SignInRefusalBanner refusal={refusal} />}
      <Button pending={pending} icon={<LogIn aria-hidden className="size-4" />} onClick={() => void start()}>
        Sign in with {provider.name}
      </Button>
    </div>
  )
}
