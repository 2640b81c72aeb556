import type { TableState } from '@/components/data-table/use-table-state'

/** For filters of which the server takes one value: the newest choice replaces the one before. */
export function takeOneChoice<State extends TableState>(state: State): State {
  return {
    ...state,
    setFilter: (id: string, values: readonly string[]) => state.setFilter(id, values.slice(-1)),
  }
}

/** `true`, `false`, or undefined where nothing is chosen. */
export function readFlag(values: readonly string[]): boolean | undefined {
  const value = values.at(-1)
  return value === undefined ? undefined : value === 'true'
}
