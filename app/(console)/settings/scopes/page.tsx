import type { Metadata } from 'next'
import { ScopesScreen } from '@/components/settings/scopes-screen'

export const metadata: Metadata = { title: 'Pools and tenants' }

export default function ScopesPage() {
  return <ScopesScreen />
}
