'use client'

import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { useClockText } from '@/components/ui/clock'
import { describeSignInRefusal, type SignInRefusal } from './sign-in-refusal'

/** Counts down what a refusal asks to wait; 0 when there is nothing to wait for. */
export function useWait(refusal: SignInRefusal | null) {
  const [untilMs, setUntilMs] = useState(0)
  const text = useClockText((nowMs) => String(Math.max(0, Math.ceil((untilMs - nowMs) / 1000))))
  return {
    seconds: refusal?.kind === 'tooMany' ? Number(text ?? 0) : 0,
    begin: (next: SignInRefusal) =>
      setUntilMs(next.kind === 'tooMany' ? Date.now() + next.retryAfterSeconds * 1000 : 0),
  }
}

export type SignInRefusalBannerProps = { readonly refusal: SignInRefusal; readonly waitSeconds?: number }

export function SignInRefusalBanner({ refusal, waitSeconds = 0 }: SignInRefusalBannerProps) {
  // A count that changes every second is no alert: it would be read out every second.
  if (refusal.kind === 'tooMany') {
    return (
      <>
        <p role="alert" className="sr-only">
          {describeSignInRefusal(refusal, refusal.retryAfterSeconds)}
        </p>
        <div aria-hidden>
          <Banner tone="warn">{describeSignInRefusal(refusal, waitSeconds)}</Banner>
        </div>
      </>
    )
  }
  const isOurs = refusal.kind === 'away' || refusal.kind === 'ssoAway'
  return (
    <Banner tone={isOurs ? 'warn' : 'bad'} role="alert">
      {describeSignInRefusal(refusal)}
    </Banner>
  )
}
