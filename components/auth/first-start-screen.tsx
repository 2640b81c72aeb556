'use client'

import { CentredPage } from '@/components/shell/centred-page'
import { ButtonLink } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingState } from '@/components/ui/skeleton'
import { FirstStartForm } from './first-start-form'
import { useSetupStatus } from './use-setup-status'

export function FirstStartScreen() {
  const { data: status, isPending, refetch } = useSetupStatus()
  if (isPending) {
    return (
      <CentredPage title="Set up Berth">
        <LoadingState label="Asking Berth whether it is set up" lines={7} />
      </CentredPage>
    )
  }
  if (status === undefined) {
    return (
      <CentredPage title="Set up Berth">
        <ErrorState
          compact
          title="Berth does not answer"
          kept="Nothing was changed."
          next="Look at the terminal or the log where it runs, then try again."
          onRetry={() => void refetch()}
        />
      </CentredPage>
    )
  }
  if (!status.needsFirstOperator) {
    return (
      <CentredPage
        title="Berth is set up already"
        note="It has its first operator. Further accounts are made by an administrator, under Settings, Users."
      >
        <ButtonLink href="/sign-in" variant="primary">
          Sign in
        </ButtonLink>
      </CentredPage>
    )
  }
  return (
    <CentredPage
      title="Set up Berth"
      note="Nobody can sign in yet. The first account is its administrator and makes all others."
    >
      <FirstStartForm />
    </CentredPage>
  )
}
