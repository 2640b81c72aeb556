'use client'

import { X } from 'lucide-react'
import type { TableFilter } from '@/components/data-table/table-state'
import type { TableState } from '@/components/data-table/use-table-state'
import { Button } from '@/components/ui/button'

/** What narrows the list, each with its own way out. */
export function FilterChips({ state }: { readonly state: TableState }) {
  if (!state.hasFilters) return null
  const active = state.config.filters.filter((filter) => (state.filters[filter.id] ?? []).length > 0)
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-1">
      {active.map((filter) => (
        <li
          key={filter.id}
          className="inline-flex h-6 items-center rounded-sm border bg-selected pl-2 text-xs whitespace-nowrap"
        >
          <span className="text-ink-muted">{filter.label}:&nbsp;</span>
          {describeChosen(filter, state.filters[filter.id] ?? [])}
          <button
            type="button"
            aria-label={`Remove the filter ${filter.label}`}
            className="ml-1 inline-flex size-6 items-center justify-center hover:bg-hover"
            onClick={() => state.setFilter(filter.id, [])}
          >
            <X aria-hidden className="size-3" />
          </button>
        </li>
      ))}
      <li>
        <Button size="small" variant="quiet" onClick={state.clearFilters}>
          Clear all
        </Button>
      </li>
    </ul>
  )
}

function describeChosen(filter: TableFilter, values: readonly string[]): string {
  if (filter.kind === 'text') return values.join(', ')
  return values
    .map((value) => filter.options.find((option) => option.value === value)?.label ?? value)
    .join(', ')
}
