import type { Metadata } from 'next'
import { UserScreen } from '@/components/settings/user-screen'

export const metadata: Metadata = { title: 'User' }

export default async function UserPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  return <UserScreen userId={decodeURIComponent(id)} />
}
