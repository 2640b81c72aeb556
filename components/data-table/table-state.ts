export type SortState<SortId extends string = string> = { readonly id: SortId; readonly desc: boolean }

export type FilterOption = { readonly value: string; readonly label: string }

export type TableFilter<FilterId extends string = string> =
  | {
      readonly id: FilterId
      readonly label: string
      readonly kind: 'choice'
      readonly options: readonly FilterOption[]
    }
  | { readonly id: FilterId; readonly label: string; readonly kind: 'text'; readonly placeholder?: string }

export type TableConfig<SortId extends string, FilterId extends string> = {
  /** Names the table in the reader's own storage, so it stays the same for ever: `hosts`. */
  readonly id: string
  readonly sortable: readonly SortId[]
  readonly defaultSort: SortState<NoInfer<SortId>>
  readonly filters: readonly TableFilter<FilterId>[]
  /** Put before each name in the address where a page has two tables. */
  readonly prefix?: string
}

/** The state as the address has it: one text per name. */
export type RawTableState = {
  readonly sort: string | null
  readonly q: string | null
  readonly filters: Readonly<Record<string, readonly string[] | null>>
}

export type TableValues<SortId extends string, FilterId extends string> = {
  readonly sort: SortState<SortId>
  /** Every filter of the table; an empty list when it is not set. */
  readonly filters: Readonly<Record<FilterId, readonly string[]>>
  /** Trimmed; empty when there is none. */
  readonly search: string
  readonly hasFilters: boolean
}

export function formatSort(sort: SortState): string {
  return sort.desc ? `-${sort.id}` : sort.id
}

/** Reads the address. What it says and the table does not know is left out: an old link must still open. */
export function readTableState<SortId extends string, FilterId extends string>(
  raw: RawTableState,
  config: TableConfig<SortId, FilterId>,
): TableValues<SortId, FilterId> {
  const search = (raw.q ?? '').trim()
  const entries = config.filters.map((filter): [FilterId, readonly string[]] => {
    const values = raw.filters[filter.id] ?? []
    if (filter.kind === 'text') return [filter.id, values.filter((value) => value.trim() !== '').slice(0, 1)]
    return [filter.id, values.filter((value) => filter.options.some((option) => option.value === value))]
  })
  return {
    sort: readSort(raw.sort, config),
    filters: Object.fromEntries(entries) as Record<FilterId, readonly string[]>,
    search,
    hasFilters: search !== '' || entries.some(([, values]) => values.length > 0),
  }
}

function readSort<SortId extends string>(
  text: string | null,
  { sortable, defaultSort }: { sortable: readonly SortId[]; defaultSort: SortState<SortId> },
): SortState<SortId> {
  if (text === null) return defaultSort
  const desc = text.startsWith('-')
  const id = sortable.find((known) => known === (desc ? text.slice(1) : text))
  return id === undefined ? defaultSort : { id, desc }
}

/** The same state as a query string, for the CSV of exactly what is shown. Filters repeat their name per value. */
export function buildTableQuery(values: TableValues<string, string>): string {
  const query = new URLSearchParams()
  query.set('sort', formatSort(values.sort))
  if (values.search !== '') query.set('q', values.search)
  for (const [id, chosen] of Object.entries(values.filters))
    for (const value of chosen) query.append(id, value)
  return query.toString()
}

/** A header's next state: a new column ascending, then descending, then ascending again. */
export function toggleSort<SortId extends string>(present: SortState<SortId>, id: SortId): SortState<SortId> {
  return present.id === id ? { id, desc: !present.desc } : { id, desc: false }
}
