import { describe, expect, it } from 'vitest'
import {
  buildTableQuery,
  formatSort,
  type RawTableState,
  readTableState,
  type TableConfig,
  toggleSort,
} from '@/components/data-table/table-state'
import { resolveVisibility } from '@/components/data-table/use-column-choice'
import { moveActive } from '@/components/data-table/use-row-keys'

const config: TableConfig<'name' | 'seen', 'status' | 'actor'> = {
  id: 'things',
  sortable: ['name', 'seen'],
  defaultSort: { id: 'seen', desc: true },
  filters: [
    {
      id: 'status',
      label: 'Status',
      kind: 'choice',
      options: [
        { value: 'fresh', label: 'Fresh' },
        { value: 'stale', label: 'Stale' },
      ],
    },
    { id: 'actor', label: 'Actor', kind: 'text' },
  ],
}
const nothing: RawTableState = { sort: null, q: null, filters: {} }

describe('the state of a table in the address', () => {
  it('is the default when the address says nothing', () => {
    expect(readTableState(nothing, config)).toEqual({
      sort: { id: 'seen', desc: true },
      filters: { status: [], actor: [] },
      search: '',
      hasFilters: false,
    })
  })

  it.each(['name', '-name', 'seen', '-seen'])('reads back the sort %s as it was written', (sort) => {
    expect(formatSort(readTableState({ ...nothing, sort }, config).sort)).toBe(sort)
  })

  it.each(['', '-', 'gone', '-constructor', '--name'])(
    'falls back to the default for the unknown sort "%s"',
    (sort) => {
      expect(readTableState({ ...nothing, sort }, config).sort).toEqual(config.defaultSort)
    },
  )

  it('leaves out filter values that the table does not know, so an old link still opens', () => {
    const { filters, hasFilters } = readTableState(
      { ...nothing, filters: { status: ['stale', 'gone'], other: ['x'], actor: ['  '] } },
      config,
    )
    expect(filters).toEqual({ status: ['stale'], actor: [] })
    expect(hasFilters).toBe(true)
  })

  it('gives the CSV exactly what the list shows', () => {
    const values = readTableState(
      { sort: 'name', q: ' h 1&2 ', filters: { status: ['fresh', 'stale'], actor: ['a@b'] } },
      config,
    )
    const query = new URLSearchParams(buildTableQuery(values))
    expect(query.get('sort')).toBe('name')
    expect(query.get('q')).toBe('h 1&2')
    expect(query.getAll('status')).toEqual(['fresh', 'stale'])
    expect(query.get('actor')).toBe('a@b')
  })

  it('sorts a new column ascending and turns the present one round', () => {
    expect(toggleSort({ id: 'seen', desc: true }, 'name')).toEqual({ id: 'name', desc: false })
    expect(toggleSort({ id: 'name', desc: false }, 'name')).toEqual({ id: 'name', desc: true })
    expect(toggleSort({ id: 'name', desc: true }, 'name')).toEqual({ id: 'name', desc: false })
  })
})

describe('the choice of columns', () => {
  const columns = [{ id: 'name', hideable: false }, { id: 'age' }, { id: 'serial', hiddenAtFirst: true }]

  it('never hides the column that names the row, whatever was kept', () => {
    expect(resolveVisibility(columns, '{"name":false,"age":false}')).toEqual({
      name: true,
      age: false,
      serial: false,
    })
  })

  it.each([null, '', 'null', '[]', '{"age":"no"}', '{'])('is the default when %s was kept', (kept) => {
    expect(resolveVisibility(columns, kept)).toEqual({ name: true, age: true, serial: false })
  })
})

describe('the keys of a list', () => {
  it('stay inside it and begin at its first row', () => {
    expect(moveActive('j', null, 3)).toBe(0)
    expect(moveActive('k', null, 3)).toBe(0)
    expect(moveActive('j', 2, 3)).toBe(2)
    expect(moveActive('k', 0, 3)).toBe(0)
    expect(moveActive('End', 0, 3)).toBe(2)
    expect(moveActive('Home', 2, 3)).toBe(0)
  })

  it('mean nothing in an empty list, and other keys mean nothing', () => {
    expect(moveActive('j', null, 0)).toBeNull()
    expect(moveActive('x', 1, 3)).toBeNull()
  })
})
