import type { Metadata } from 'next'
import { FirstStartScreen } from '@/components/auth/first-start-screen'

export const metadata: Metadata = { title: 'Set up' }

export default function FirstStartPage() {
  return <FirstStartScreen />
}
