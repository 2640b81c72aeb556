'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { TOKEN_KINDS } from '@/server/core/access/token-kind'
import { ApiKeyDialog } from './api-key-dialog'
import { readFlag, takeOneChoice } from './single-choice'
import { tokenColumns } from './token-columns'
import { tokenKindWords } from './token-words'

const config: TableConfig<'createdAt' | 'label', 'kind' | 'live'> = {
  id: 'tokens',
  sortable: ['createdAt', 'label'],
  defaultSort: { id: 'createdAt', desc: true },
  filters: [
    {
      id: 'kind',
      label: 'Kind',
      kind: 'choice',
      options: TOKEN_KINDS.map((kind) => ({ value: kind, label: tokenKindWords[kind] })),
    },
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

export function TokensScreen() {
  const trpc = useTRPC()
  const mayManage = useMay()('token:manage', {})
  const [isMaking, setMaking] = useState(false)
  const plainState = useTableState(config)
  const state = useMemo(() => takeOneChoice(plainState), [plainState])
  const query = useInfiniteQuery(
    trpc.tokens.list.infiniteQueryOptions(
      {
        kind: TOKEN_KINDS.find((kind) => state.filters.kind.at(-1) === kind),
        live: readFlag(state.filters.live),
        sort: state.sort.id,
        order: state.sort.desc ? 'desc' : 'asc',
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  const make = mayManage && (
    <Button
      variant="primary"
      icon={<KeyRound aria-hidden className="size-4" />}
      onClick={() => setMaking(true)}
    >
      Create an API key
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Tokens"
        sentence="Every secret that Berth has handed out. Only their hashes are kept."
        actions={make || undefined}
      />
      <DataTable
        label="tokens"
        columns={tokenColumns}
        state={state}
        source={useInfiniteRows(query)}
        getRowId={(token) => token.id}
        totalCount={query.data?.pages[0]?.totalCount ?? null}
        permission="token:read"
        empty={
          <EmptyState
            compact
            title="No tokens yet"
            next="They are made when a host is enrolled, a user is invited or an API key is created."
          />
        }
      />
      {isMaking && <ApiKeyDialog onClose={() => setMaking(false)} />}
    </>
  )
}
