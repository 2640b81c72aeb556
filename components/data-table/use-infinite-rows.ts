'use client'

import { useMemo } from 'react'
import type { TableSource } from '@/components/data-table/data-table'

/** What the kit needs of TanStack's infinite query; its pages are the lists that every procedure returns. */
export type InfiniteRowsQuery<Row> = {
  readonly data: { readonly pages: readonly { readonly items: readonly Row[] }[] } | undefined
  readonly error: unknown
  readonly isFetching: boolean
  readonly isFetchingNextPage: boolean
  readonly isFetchNextPageError: boolean
  readonly hasNextPage: boolean
  readonly dataUpdatedAt: number
  readonly fetchNextPage: () => Promise<unknown>
  readonly refetch: () => Promise<unknown>
}

/** Turns an infinite query into a table's source. Rows once loaded stay shown, marked stale, when a refetch fails. */
export function useInfiniteRows<Row>(query: InfiniteRowsQuery<Row>): TableSource<Row> {
  const { data, error, isFetching, isFetchingNextPage, isFetchNextPageError, hasNextPage, dataUpdatedAt } =
    query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const hasFailed = error !== null && error !== undefined
  return {
    rows,
    status:
      data !== undefined ? 'ready' : hasFailed ? (isForbidden(error) ? 'forbidden' : 'error') : 'loading',
    errorMessage: error instanceof Error ? error.message : undefined,
    staleSince: data !== undefined && hasFailed && !isFetchNextPageError ? dataUpdatedAt : undefined,
    isFetching,
    hasNext: hasNextPage,
    isFetchingNext: isFetchingNextPage,
    nextFailed: isFetchNextPageError,
    fetchNext: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

function isForbidden(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('data' in error)) return false
  const { data } = error
  return typeof data === 'object' && data !== null && 'code' in data && data.code === 'FORBIDDEN'
}
