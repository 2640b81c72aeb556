'use client'

import { useEffect } from 'react'
import { CentredPage } from '@/components/shell/centred-page'
import { LoadingState } from '@/components/ui/skeleton'
import { goTo } from './go-to'
import { SignInForm } from './sign-in-form'
import { readSsoRefusal } from './sign-in-refusal'
import { SsoButton } from './sso-button'
import { useSetupStatus } from './use-setup-status'

export type SignInScreenProps = {
  /** A path of our own, already checked. */
  readonly next: string
  /** What single sign-on came back with, if anything. */
  readonly ssoError: string | null
}

export function SignInScreen({ next, ssoError }: SignInScreenProps) {
  const { data: status, isPending } = useSetupStatus()
  const needsFirstOperator = status?.needsFirstOperator === true

  // External system: the browser's address. Nobody can sign in before there is somebody.
  useEffect(() => {
    if (needsFirstOperator) void goTo('/first-start')
  }, [needsFirstOperator])

  if (isPending || needsFirstOperator) {
    return (
      <CentredPage title="Sign in">
        <LoadingState label="Asking Berth how to sign in" lines={5} />
      </CentredPage>
    )
  }
  // Without an answer the form still stands: its own try says best whether Berth is back.
  return (
    <CentredPage title="Sign in" note="With the account that an administrator of Berth made for you.">
      <SignInForm
        next={next}
        initialRefusal={status === undefined ? { kind: 'away' } : readSsoRefusal(ssoError)}
      />
      {status?.oidc && <SsoButton provider={status.oidc} next={next} />}
    </CentredPage>
  )
}
