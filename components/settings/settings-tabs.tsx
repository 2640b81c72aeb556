'use client'

import { useMay } from '@/components/query/viewer-provider'
import { LinkTabs } from '@/components/ui/link-tabs'
import { listSettingsTabs } from './tab-list'

export function SettingsTabs() {
  const may = useMay()
  return <LinkTabs label="Settings" tabs={listSettingsTabs((permission) => may(permission))} />
}
