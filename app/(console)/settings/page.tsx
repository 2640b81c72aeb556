import type { Route } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { findFirstSettingsPath } from '@/components/settings/tab-list'
import { readViewer } from '@/server/services/session/read-viewer'

export default async function SettingsPage() {
  const { account } = await readViewer(await headers())
  const first = findFirstSettingsPath((permission) => account?.permissions.includes(permission) === true)
  // Needed once routes exist; the linter may look before their types are generated.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
  redirect(first as Route)
}
