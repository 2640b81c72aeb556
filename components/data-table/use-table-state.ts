'use client'

import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import {
  buildTableQuery,
  formatSort,
  readTableState,
  type SortState,
  type TableConfig,
  type TableValues,
  toggleSort,
} from '@/components/data-table/table-state'

export type TableState<SortId extends string = string, FilterId extends string = string> = TableValues<
  SortId,
  FilterId
> & {
  readonly config: TableConfig<SortId, FilterId>
  readonly toggleSort: (id: string) => void
  readonly setFilter: (id: string, values: readonly string[]) => void
  readonly setSearch: (search: string) => void
  readonly clearFilters: () => void
  /** `sort=-lastSeen&q=h1&status=stale`, for the CSV of the same view. */
  readonly query: string
}

const parseList = parseAsArrayOf(parseAsString)

/**
 * The state of a list's view, kept in the address. Feed `sort`, `filters` and `search` to the query and hand
 * the whole to `DataTable`. `config` is a constant of the module, or memoised where its options are data.
 */
export function useTableState<const SortId extends string, const FilterId extends string>(
  config: TableConfig<SortId, FilterId>,
): TableState<SortId, FilterId> {
  const prefix = config.prefix ?? ''
  const keyMap = useMemo(
    () => ({
      [`${prefix}sort`]: parseAsString,
      [`${prefix}q`]: parseAsString,
      ...Object.fromEntries(config.filters.map((filter) => [`${prefix}${filter.id}`, parseList])),
    }),
    [config, prefix],
  )
  const [raw, setRaw] = useQueryStates(keyMap, { history: 'replace', scroll: false })

  return useMemo(() => {
    const values = readTableState(
      {
        sort: readText(raw[`${prefix}sort`]),
        q: readText(raw[`${prefix}q`]),
        filters: Object.fromEntries(
          config.filters.map((filter) => [filter.id, readList(raw[`${prefix}${filter.id}`])]),
        ),
      },
      config,
    )
    const setSort = (sort: SortState<SortId>) => {
      const text = formatSort(sort)
      void setRaw({ [`${prefix}sort`]: text === formatSort(config.defaultSort) ? null : text })
    }
    return {
      ...values,
      config,
      query: buildTableQuery(values),
      toggleSort: (id) => {
        const known = config.sortable.find((sortId) => sortId === id)
        if (known !== undefined) setSort(toggleSort(values.sort, known))
      },
      setFilter: (id, chosen) =>
        void setRaw({ [`${prefix}${id}`]: chosen.length === 0 ? null : [...chosen] }),
      setSearch: (search) => void setRaw({ [`${prefix}q`]: search.trim() === '' ? null : search.trim() }),
      clearFilters: () =>
        void setRaw({
          [`${prefix}q`]: null,
          ...Object.fromEntries(config.filters.map((filter) => [`${prefix}${filter.id}`, null])),
        }),
    }
  }, [raw, config, prefix, setRaw])
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function readList(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null
}
