'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { InviteDialog } from './invite-dialog'
import { buildUserHref, userColumns } from './user-columns'

const config: TableConfig<'name' | 'email' | 'createdAt', never> = {
  id: 'users',
  sortable: ['name', 'email', 'createdAt'],
  defaultSort: { id: 'name', desc: false },
  filters: [],
}

export function UsersScreen() {
  const trpc = useTRPC()
  const mayManage = useMay()('user:manage', {})
  const [isInviting, setInviting] = useState(false)
  const state = useTableState(config)
  const query = useInfiniteQuery(
    trpc.users.list.infiniteQueryOptions(
      {
        search: state.search === '' ? undefined : state.search,
        sort: state.sort.id,
        order: state.sort.desc ? 'desc' : 'asc',
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  const invite = mayManage && (
    <Button
      variant="primary"
      icon={<UserPlus aria-hidden className="size-4" />}
      onClick={() => setInviting(true)}
    >
      Invite a user
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Users"
        sentence="Who can sign in, and what each of them may do. Every change here is in the audit log."
        actions={invite || undefined}
      />
      <DataTable
        label="users"
        columns={userColumns}
        state={state}
        source={useInfiniteRows(query)}
        getRowId={(user) => user.id}
        getRowHref={(user) => buildUserHref(user.id)}
        totalCount={query.data?.pages[0]?.totalCount ?? null}
        searchLabel="Search users"
        permission="user:read"
        empty={<EmptyState compact title="No users" next="Invite the first one." />}
      />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}
