'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/query/trpc'
import { Select } from '@/components/ui/select'
import type { Role } from '@/server/core/access/roles'
import { changeRole, type GrantDraft, listScopeOptions } from './grant-draft'
import { describeRole, roleOptions } from './role-words'

export type GrantFieldsProps = {
  readonly draft: GrantDraft
  readonly onChange: (draft: GrantDraft) => void
  readonly error?: string
  /** Put after the labels where a form has several: `Role 2`. */
  readonly position?: number
}

/** A role and what it is held over; the second follows the first. */
export function GrantFields({ draft, onChange, error, position }: GrantFieldsProps) {
  const trpc = useTRPC()
  const pools = useQuery(trpc.pools.list.queryOptions())
  const tenants = useQuery(trpc.tenants.list.queryOptions())
  const options = listScopeOptions(draft.role, pools.data ?? [], tenants.data ?? [])
  const suffix = position === undefined ? '' : ` ${position}`
  return (
    <div className="grid grid-cols-2 gap-3">
      <Select
        label={`Role${suffix}`}
        options={roleOptions}
        value={draft.role}
        hint={describeRole(draft.role).sentence}
        onChange={(event) => onChange(changeRole(draft, event.target.value as Role))}
      />
      <Select
        label={`Over${suffix}`}
        options={options}
        placeholder={options.length === 0 ? 'There is no tenant yet' : 'Choose'}
        value={draft.scopeKey}
        error={error}
        hint={pools.isError || tenants.isError ? 'Pools and tenants could not be loaded.' : undefined}
        onChange={(event) => onChange({ ...draft, scopeKey: event.target.value })}
      />
    </div>
  )
}
