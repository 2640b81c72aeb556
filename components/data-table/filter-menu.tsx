'use client'

import { ListFilter } from 'lucide-react'
import type { TableFilter } from '@/components/data-table/table-state'
import type { TableState } from '@/components/data-table/use-table-state'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Popover } from '@/components/ui/popover'
import { TextField } from '@/components/ui/text-field'

/** Every filter of the table in one popover; what is chosen shows as chips beside it. */
export function FilterMenu({ state }: { readonly state: TableState }) {
  if (state.config.filters.length === 0) return null
  return (
    <Popover
      label="Filters"
      trigger={
        <Button size="small" className="h-7" icon={<ListFilter aria-hidden className="size-3.5" />}>
          Filter
        </Button>
      }
      className="max-h-[60vh] overflow-y-auto"
    >
      {state.config.filters.map((filter) => (
        <FilterChoice
          key={filter.id}
          filter={filter}
          chosen={state.filters[filter.id] ?? []}
          onChange={(values) => state.setFilter(filter.id, values)}
        />
      ))}
    </Popover>
  )
}

type FilterChoiceProps = {
  readonly filter: TableFilter
  readonly chosen: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

function FilterChoice({ filter, chosen, onChange }: FilterChoiceProps) {
  if (filter.kind === 'text') {
    return (
      <TextField
        label={filter.label}
        placeholder={filter.placeholder}
        defaultValue={chosen[0] ?? ''}
        onBlur={(event) => onChange([event.target.value.trim()].filter(Boolean))}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange([event.currentTarget.value.trim()].filter(Boolean))
        }}
      />
    )
  }
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-ink-muted">{filter.label}</legend>
      {filter.options.map((option) => (
        <Checkbox
          key={option.value}
          label={option.label}
          checked={chosen.includes(option.value)}
          onChange={(event) =>
            onChange(
              event.target.checked
                ? [...chosen, option.value]
                : chosen.filter((value) => value !== option.value),
            )
          }
        />
      ))}
    </fieldset>
  )
}
