'use client'

import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useToast } from '@/components/ui/toast'
import { goTo } from './go-to'
import { signOut } from './sign-in-request'

export function SignOutButton() {
  const [pending, setPending] = useState(false)
  const showToast = useToast()

  async function leave() {
    setPending(true)
    if (await signOut()) {
      void goTo('/sign-in')
      return
    }
    setPending(false)
    showToast({
      tone: 'bad',
      title: 'You are still signed in',
      description: 'Berth did not answer. Try again in a moment.',
    })
  }

  return (
    <Button pending={pending} icon={<LogOut aria-hidden className="size-4" />} onClick={() => void leave()}>
      Sign out
    </Button>
  )
}
