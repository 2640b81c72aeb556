'use client'

import { useEffect, useEffectEvent, useRef } from 'react'
import { readShellKey, type ShellCommand } from '@/components/shell/shell-keys'
import { isBareCommand } from '@/components/ui/keyboard'

export function useShellKeys(
  areas: readonly { readonly href: string; readonly shortcut: string }[],
  run: (command: ShellCommand) => void,
) {
  const prefixAtRef = useRef<number | null>(null)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const command = readShellKey(
      {
        key: event.key,
        hasCommandModifier: (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey,
        isBare: isBareCommand(event),
        atMs: event.timeStamp,
      },
      prefixAtRef.current,
      areas,
    )
    prefixAtRef.current = command?.kind === 'prefix' ? event.timeStamp : null
    if (command === null || command.kind === 'prefix') return
    event.preventDefault()
    run(command)
  })
  // External system: the document's keyboard. It listens while capturing, so g's letter never reaches a list.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen, { capture: true })
    return () => document.removeEventListener('keydown', listen, { capture: true })
  }, [])
}

/** Puts the reader into the page's own search; false where the page has none. */
export function focusPageSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main [data-hotkey="search"]')
  field?.focus()
  field?.select()
  return field !== null
}
