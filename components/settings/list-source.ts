'use client'

import type { TableSource } from '@/components/data-table/data-table'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'

export type ListQuery<Row> = {
  readonly data: readonly Row[] | undefined
  readonly error: unknown
  readonly isFetching: boolean
  readonly dataUpdatedAt: number
  readonly refetch: () => Promise<unknown>
}

/** A short list that comes whole, as the table kit's source. `rows` is what of it is shown, in its order. */
export function useListSource<Row>(query: ListQuery<Row>, rows: readonly Row[]): TableSource<Row> {
  return {
    ...useInfiniteRows<Row>({
      data: undefined,
      error: query.error,
      isFetching: query.isFetching,
      isFetchingNextPage: false,
      isFetchNextPageError: false,
      hasNextPage: false,
      dataUpdatedAt: query.dataUpdatedAt,
      fetchNextPage: query.refetch,
      refetch: query.refetch,
    }),
    ...(query.data === undefined ? {} : { status: 'ready' as const, rows }),
    staleSince: query.data !== undefined && query.error !== null ? query.dataUpdatedAt : undefined,
  }
}
