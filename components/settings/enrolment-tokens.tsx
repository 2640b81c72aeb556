'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { useTRPC } from '@/components/query/trpc'
import { EmptyState } from '@/components/ui/empty-state'
import { Section } from '@/components/ui/panel'
import { readFlag, takeOneChoice } from './single-choice'
import { enrolmentColumns } from './token-columns'

const config: TableConfig<'createdAt' | 'label', 'live'> = {
  id: 'enrolment-tokens',
  sortable: ['createdAt', 'label'],
  defaultSort: { id: 'createdAt', desc: true },
  filters: [
    {
      id: 'live',
      label: 'State',
      kind: 'choice',
      options: [
        { value: 'true', label: 'Live' },
        { value: 'false', label: 'Used, expired or revoked' },
      ],
    },
  ],
}

export function EnrolmentTokens() {
  const trpc = useTRPC()
  const plainState = useTableState(config)
  const state = useMemo(() => takeOneChoice(plainState), [plainState])
  const query = useInfiniteQuery(
    trpc.tokens.list.infiniteQueryOptions(
      {
        kind: 'enrolment',
        live: readFlag(state.filters.live),
        sort: state.sort.id,
        order: state.sort.desc ? 'desc' : 'asc',
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  return (
    <Section title="Enrolment tokens" note="Made by anyone, newest first">
      <DataTable
        label="enrolment tokens"
        columns={enrolmentColumns}
        state={state}
        source={useInfiniteRows(query)}
        getRowId={(token) => token.id}
        totalCount={query.data?.pages[0]?.totalCount ?? null}
        permission="token:read"
        maxHeight="360px"
        empty={
          <EmptyState compact title="No enrolment tokens" next="Each line that is made above has one." />
        }
      />
    </Section>
  )
}
