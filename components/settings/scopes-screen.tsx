'use client'

import { useMay } from '@/components/query/viewer-provider'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { PageHeader } from '@/components/ui/page-header'
import { PoolsTable } from './pools-table'
import { TenantsTable } from './tenants-table'

export function ScopesScreen() {
  const may = useMay()
  const mayPools = may('pool:read')
  const mayTenants = may('tenant:read')
  if (!mayPools && !mayTenants) return <ForbiddenState permission="pool:read" />
  return (
    <>
      <PageHeader
        title="Pools and tenants"
        sentence="What roles can be held over, and what quotas and policies will be written for."
      />
      {mayPools && <PoolsTable />}
      {mayTenants && <TenantsTable />}
    </>
  )
}
