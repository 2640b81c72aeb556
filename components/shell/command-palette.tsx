'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { useState } from 'react'
import { matchItems, type PaletteItem, type PaletteSearch } from '@/components/shell/palette-items'
import { usePaletteSearch } from '@/components/shell/use-palette-search'
import { useOpen } from '@/components/ui/use-open'

export type CommandPaletteProps = {
  readonly onClose: () => void
  readonly places: readonly PaletteItem[]
  readonly actions: readonly PaletteItem[]
  readonly search: PaletteSearch | undefined
}

/** Mounted while open. cmdk gives the keys; the dialog is Base UI's, since cmdk's own writes style elements. */
export function CommandPalette({ onClose, places, actions, search }: CommandPaletteProps) {
  const [query, setQuery] = useState('')
  const { items, isSearching, hasFailed } = usePaletteSearch(search, query)
  const goTo = useOpen()
  function choose(item: PaletteItem) {
    onClose()
    if (item.run.kind === 'open') goTo(item.run.href)
    else item.run.act()
  }
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 rounded-md border bg-raised shadow-overlay outline-none">
          <Base.Title className="sr-only">Go to or run</Base.Title>
          <Command shouldFilter={false} loop label="Go to or run">
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder="Go to a name or an id, or run an action"
              className="h-11 w-full rounded-md bg-transparent px-4 text-base -outline-offset-2"
            />
            <Command.List label="Results" className="max-h-[50vh] min-h-40 overflow-y-auto border-t p-1">
              <PaletteGroup heading="Found" items={items} onChoose={choose} />
              <PaletteGroup heading="Areas" items={matchItems(places, query)} onChoose={choose} />
              <PaletteGroup heading="Actions" items={matchItems(actions, query)} onChoose={choose} />
              {!isSearching && (
                <Command.Empty className="px-3 py-2 text-sm text-ink-muted">
                  {hasFailed
                    ? 'The search did not answer; areas and actions are still listed.'
                    : 'Nothing found.'}
                </Command.Empty>
              )}
            </Command.List>
          </Command>
          <output className="flex h-7 items-center border-t px-4 text-xs text-ink-muted">
            {isSearching
              ? 'Searching…'
              : hasFailed
                ? 'The search did not answer.'
                : 'Enter opens, Escape closes.'}
          </output>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

type PaletteGroupProps = {
  readonly heading: string
  readonly items: readonly PaletteItem[]
  readonly onChoose: (item: PaletteItem) => void
}

function PaletteGroup({ heading, items, onChoose }: PaletteGroupProps) {
  if (items.length === 0) return null
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-muted"
    >
      {items.map((item) => (
        <Command.Item
          key={item.id}
          value={`${heading}:${item.id}`}
          onSelect={() => onChoose(item)}
          className="flex h-8 items-center gap-2 rounded-sm px-3 text-base select-none data-[selected=true]:bg-selected"
        >
          <span className="truncate">{item.label}</span>
          {item.hint !== undefined && <span className="truncate text-sm text-ink-muted">{item.hint}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
