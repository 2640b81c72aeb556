import type { Metadata } from 'next'
import { InviteScreen } from '@/components/auth/invite-screen'

export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

export default function InvitePage() {
  return <InviteScreen />
}
