'use client'

import { PlainTable } from '@/components/hosts/plain-table'
import { useViewer } from '@/components/query/viewer-provider'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import type { GrantDto } from '@/server/contracts/viewer'

/** Where a tenant starts: who it acts for, and where its own things will be. The estate itself is not shown. */
export function TenantStart() {
  const viewer = useViewer()
  const grants = viewer.grants.filter((grant) => grant.scope === 'tenant')
  return (
    <>
      <PageHeader title="Overview" sentence={describeTenants(grants)} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title="Your tenants" flush>
          {grants.length === 0 ? (
            <EmptyState
              title="You belong to no tenant"
              next="An administrator can give you a role over a tenant, or over the estate."
              compact
            />
          ) : (
            <PlainTable
              label="Your tenants"
              columns={[
                { key: 'tenant', header: 'Tenant' },
                { key: 'role', header: 'Your role' },
                { key: 'may', header: 'What it is for' },
              ]}
              rows={grants.map((grant) => ({
                key: grant.id,
                cells: [
                  grant.scopeLabel,
                  grant.role === 'tenantAdmin' ? 'tenant admin' : 'tenant member',
                  grant.role === 'tenantAdmin' ? 'speaks for the tenant' : 'works within the tenant',
                ],
              }))}
            />
          )}
        </Panel>
        <Panel title="Workloads and quotas">
          <EmptyState
            title="Nothing runs here yet"
            next="The workloads of your tenants, where they wait and why, and what is left of their quotas will show here."
            compact
          />
        </Panel>
      </div>
    </>
  )
}

function describeTenants(grants: readonly GrantDto[]): string {
  const names = [...new Set(grants.map((grant) => grant.scopeLabel))]
  if (names.length === 0) return 'You belong to no tenant.'
  return `You act for ${names.join(' and ')}. What runs on the estate for others is not shown.`
}
