'use client'

import { useId } from 'react'
import { useViewer } from '@/components/query/viewer-provider'
import { Checkbox } from '@/components/ui/checkbox'
import { type KeyScope, listKeyScopes } from './permission-words'

export type ScopeChoiceProps = {
  readonly chosen: readonly KeyScope[]
  readonly error: string | undefined
  readonly onChange: (scopes: readonly KeyScope[]) => void
}

export function ScopeChoice({ chosen, error, onChange }: ScopeChoiceProps) {
  const { permissions } = useViewer()
  const errorId = useId()
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={error === undefined ? undefined : errorId}>
      <legend className="mb-1 text-sm font-medium">Scopes</legend>
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {listKeyScopes(permissions).map(({ scope, words }) => (
          <Checkbox
            key={scope}
            checked={chosen.includes(scope)}
            aria-invalid={error === undefined ? undefined : true}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
            }
            label={
              <>
                <code className="font-mono text-xs">{scope}</code>
                <span className="block text-xs text-ink-muted">{words}</span>
              </>
            }
          />
        ))}
      </div>
      {error !== undefined && (
        <p id={errorId} role="alert" className="text-xs font-medium text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
