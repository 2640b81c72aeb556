// @vitest-environment happy-dom
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DataColumn } from '@/components/data-table/column'
import { DataTable, type TableSource } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useTableState } from '@/components/data-table/use-table-state'

const push = vi.hoisted(() => vi.fn<(href: string) => void>())
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

type Thing = { readonly name: string; readonly size: number }

const columns: readonly DataColumn<Thing>[] = [
  { id: 'name', header: 'Name', cell: (thing) => thing.name, sortable: true, hideable: false },
  { id: 'size', header: 'Size', cell: (thing) => thing.size, align: 'end' },
]
const config: TableConfig<'name', never> = {
  id: 'things',
  sortable: ['name'],
  defaultSort: { id: 'name', desc: false },
  filters: [],
}
const things = Array.from({ length: 500 }, (_, size) => ({ name: `thing-${size}`, size }))
const ready: TableSource<Thing> = {
  rows: things,
  status: 'ready',
  isFetching: false,
  hasNext: false,
  isFetchingNext: false,
  nextFailed: false,
  fetchNext: () => {},
  retry: () => {},
}

function Things({ source }: { readonly source: TableSource<Thing> }) {
  const state = useTableState(config)
  return (
    <DataTable
      label="things"
      columns={columns}
      state={state}
      source={source}
      getRowId={(thing) => thing.name}
      getRowHref={(thing) => `/things/${thing.name}`}
      empty={<p>No things yet.</p>}
      searchLabel="Search things"
      csvPath="/api/export/things"
    />
  )
}

let root: Root
let page: HTMLElement
let query: URLSearchParams

async function show(source: TableSource<Thing>, search = '') {
  await act(async () =>
    root.render(
      <NuqsTestingAdapter
        searchParams={search}
        hasMemory
        onUrlUpdate={(update) => {
          query = update.searchParams
        }}
      >
        <Things source={source} />
      </NuqsTestingAdapter>,
    ),
  )
}

async function press(key: string) {
  await act(async () => {
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
}

const rowsInPage = () => [...page.querySelectorAll<HTMLElement>('tr[data-row-index]')]

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  // happy-dom lays nothing out: the scroller's height decides how many rows are drawn.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(560)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  push.mockClear()
  query = new URLSearchParams()
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
})

afterEach(async () => {
  await act(async () => root.unmount())
  page.remove()
  vi.restoreAllMocks()
})

describe('the table', () => {
  it('draws a few of many rows and still says how many there are and which these are', async () => {
    await show(ready)
    const rows = rowsInPage()
    expect(rows.length).toBeGreaterThan(15)
    expect(rows.length).toBeLessThan(60)
    expect(page.querySelector('table')?.getAttribute('aria-rowcount')).toBe('501')
    expect(rows[0]?.getAttribute('aria-rowindex')).toBe('2')
    expect(rows.filter((row) => row.tabIndex === 0)).toHaveLength(1)
  })

  it('does not pretend to know the number of rows while more may follow', async () => {
    await show({ ...ready, hasNext: true })
    expect(page.querySelector('table')?.getAttribute('aria-rowcount')).toBe('-1')
    expect(page.textContent).toContain('500+')
  })

  it('gives j, k and Enter to the list: the row takes the focus and opens', async () => {
    await show(ready)
    await press('j')
    expect(document.activeElement?.getAttribute('data-row-index')).toBe('0')
    await press('j')
    await press('j')
    await press('k')
    expect(document.activeElement?.getAttribute('data-row-index')).toBe('1')
    await press('Enter')
    expect(push.mock.calls).toEqual([['/things/thing-1']])
  })

  it('leaves letters to the field that is being typed in', async () => {
    await show(ready)
    page.querySelector<HTMLInputElement>('input[type="search"]')?.focus()
    await press('j')
    expect(document.activeElement?.tagName).toBe('INPUT')
  })

  it('asks for the next page only near the end, and not again by itself after a failure', async () => {
    const fetchNext = vi.fn<() => void>()
    await show({ ...ready, hasNext: true, fetchNext })
    expect(fetchNext).not.toHaveBeenCalled()
    await show({ ...ready, rows: things.slice(0, 20), hasNext: true, fetchNext })
    expect(fetchNext).toHaveBeenCalledTimes(1)
    await show({ ...ready, rows: things.slice(0, 20), hasNext: true, nextFailed: true, fetchNext })
    expect(fetchNext).toHaveBeenCalledTimes(1)
    expect(page.querySelector('[role="alert"]')?.textContent).toContain('could not be loaded')
  })

  it('puts the sort into the address and says it in the header', async () => {
    await show(ready)
    const header = page.querySelector('th')
    expect(header?.getAttribute('aria-sort')).toBe('ascending')
    await act(async () => header?.querySelector('button')?.click())
    await vi.waitFor(() => expect(query.get('sort')).toBe('-name'))
    expect(page.querySelector('th')?.getAttribute('aria-sort')).toBe('descending')
    expect(page.querySelector('a[download]')?.getAttribute('href')).toBe('/api/export/things?sort=-name')
  })

  it('has a state of its own for loading, empty, filtered to nothing, failed and forbidden', async () => {
    const none = { ...ready, rows: [] }
    const seen: string[] = []
    for (const [source, search] of [
      [{ ...none, status: 'loading' }, ''],
      [none, ''],
      [none, '?q=x'],
      [{ ...none, status: 'error', errorMessage: 'The database is away.' }, ''],
      [{ ...none, status: 'forbidden' }, ''],
    ] as const) {
      await act(async () => root.unmount())
      root = createRoot(page)
      await show(source, search)
      expect(rowsInPage()).toHaveLength(0)
      seen.push(page.querySelector('section')?.textContent ?? '')
    }
    expect(seen[0]).toContain('Loading things')
    expect(seen[1]).toContain('No things yet.')
    expect(seen[2]).toContain('Clear the filters')
    expect(seen[3]).toContain('The database is away.')
    expect(seen[4]).toContain('You may not see this')
  })

  it('keeps showing rows that could not be refreshed, and says so', async () => {
    await show({ ...ready, staleSince: 0 })
    expect(rowsInPage().length).toBeGreaterThan(0)
    expect(page.textContent).toContain('could not be refreshed')
  })
})
