import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { NoRoleScreen } from '@/components/auth/no-role-screen'
import { readViewer } from '@/server/services/session/read-viewer'

export const metadata: Metadata = { title: 'No role yet' }

export default async function NoRolePage() {
  const { account } = await readViewer(await headers())
  if (account === null) redirect('/sign-in')
  if (account.grants.length > 0) redirect('/')
  return <NoRoleScreen name={account.name} email={account.email} />
}
