'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId } from 'react'
import { useTRPC } from '@/components/query/trpc'
import { TextField } from '@/components/ui/text-field'

export type HostChoiceValue = { readonly isNew: boolean; readonly name: string }

export type HostChoiceProps = {
  readonly value: HostChoiceValue
  readonly onChange: (value: HostChoiceValue) => void
  readonly mayCreate: boolean
  readonly isDisabled: boolean
  readonly error?: string | null
}

const suggestions = 20

export function HostChoice({ value, onChange, mayCreate, isDisabled, error }: HostChoiceProps) {
  const listId = useId()
  const trpc = useTRPC()
  const text = useDeferredValue(value.name.trim())
  const found = useQuery(
    trpc.hosts.list.queryOptions(
      { search: text === '' ? undefined : text, state: ['enrolled'], limit: suggestions },
      { enabled: !value.isNew },
    ),
  )
  return (
    <fieldset className="flex flex-col gap-2" disabled={isDisabled}>
      <legend className="mb-1 text-sm font-medium">Which host are they from?</legend>
      {mayCreate && (
        <div className="flex flex-wrap gap-4 text-sm">
          {[
            { isNew: false, label: 'A host that is enrolled' },
            { isNew: true, label: 'A new host' },
          ].map((choice) => (
            <label key={choice.label} className="flex items-center gap-2">
              <input
                type="radio"
                name="host-kind"
                checked={value.isNew === choice.isNew}
                onChange={() => onChange({ ...value, isNew: choice.isNew })}
              />
              {choice.label}
            </label>
          ))}
        </div>
      )}
      <TextField
        label={value.isNew ? 'Name of the new host' : 'Host'}
        mono
        required
        value={value.name}
        list={value.isNew ? undefined : listId}
        onChange={(event) => onChange({ ...value, name: event.target.value })}
        error={error}
        hint={
          value.isNew
            ? 'As the host calls itself. It is enrolled with these outputs and gets no collector by this.'
            : 'Begin to type; hosts that match are offered.'
        }
      />
      <datalist id={listId}>
        {(found.data?.items ?? []).map((host) => (
          <option key={host.id} value={host.slug}>
            {host.hostname}
          </option>
        ))}
      </datalist>
    </fieldset>
  )
}
