'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import type { UserDto } from '@/server/contracts/user'
import type { GrantDto } from '@/server/contracts/viewer'
import { AddRoleDialog } from './add-role-dialog'
import { confirming } from './confirming'
import { describeGrant, describeGrants, describeRole } from './role-words'
import { useRefreshUsers } from './use-refresh-users'

export type UserGrantsProps = { readonly user: UserDto; readonly mayManage: boolean }

export function UserGrants({ user, mayManage }: UserGrantsProps) {
  const [isAdding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<GrantDto | null>(null)
  const client = useTRPCClient()
  const refresh = useRefreshUsers()
  const add = mayManage && (
    <Button size="small" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setAdding(true)}>
      Add a role
    </Button>
  )
  return (
    <Panel title="Roles" flush actions={add || undefined}>
      {user.grants.length === 0 ? (
        <EmptyState
          compact
          title="No role yet"
          next="They can sign in and see only that they have no role. Add one to let them in."
        />
      ) : (
        <ul aria-label="Roles held">
          {user.grants.map((grant) => (
            <li key={grant.id} className="flex items-center gap-3 border-b px-3 py-1.5 last:border-b-0">
              <div className="min-w-0 grow">
                <p className="text-sm font-medium">{describeGrant(grant)}</p>
                <p className="text-xs text-ink-muted">{describeRole(grant.role).sentence}</p>
              </div>
              {mayManage && (
                <Button
                  size="small"
                  aria-label={`Take away: ${describeGrant(grant)}`}
                  onClick={() => setRemoved(grant)}
                >
                  Take away
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {isAdding && <AddRoleDialog user={user} onClose={() => setAdding(false)} />}
      {removed !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoved(null)}
          title={`Take a role away from ${user.name}?`}
          description="It counts from their next click on; they stay signed in."
          plan={[
            {
              label: 'Roles',
              before: describeGrants(user.grants),
              after: describeGrants(user.grants.filter((grant) => grant.id !== removed.id)),
            },
          ]}
          confirmLabel="Take the role away"
          danger
          reason="optional"
          onConfirm={({ reason }) =>
            confirming(async () => {
              await client.users.revokeRole.mutate({ grantId: removed.id, reason: reason ?? undefined })
              await refresh()
            })
          }
        />
      )}
    </Panel>
  )
}
