import type { LibvirtListFacts } from '@/server/core/inventory/tools/libvirt-facts'

/** Where the columns stand. */
export interface ListHead {
  stateColumn: number
  hasTitle: boolean
}

/** virsh's words (virshDomainState), and Xen's `dying`. */
const STATES = [
  'no state',
  'running',
  'idle',
  'paused',
  'in shutdown',
  'shut off',
  'crashed',
  'pmsuspended',
  'dying',
]

/** ` Id   Name    State`. */
export function readListHead(row: string): ListHead | null {
  const match = /^\s{0,8}Id\s+Name\s+State(\s+Title)?$/.exec(row)
  return match && { stateColumn: row.indexOf('State'), hasTitle: match[1] !== undefined }
}

/** One row of the table; null where it is none. Names and titles may hold spaces, so the state is looked for first. */
export function readListRow(row: string, head: ListHead): LibvirtListFacts['domains'][number] | null {
  const match = /^\s{0,8}(\d{1,10}|-)\s{1,16}(\S.*)$/.exec(row)
  const rest = match?.[2] ?? ''
  const start = row.length - rest.length
  const place = findState(rest, head.stateColumn - start, head.hasTitle)
  const name = rest.slice(0, place?.at ?? 0).trim()
  if (!match || !place || name === '') return null
  return {
    id: match[1] === '-' ? null : Number(match[1]),
    name,
    state: place.state,
    uuid: null,
    title: rest.slice(place.at + place.state.length).trim() || null,
  }
}

function findState(rest: string, column: number, hasTitle: boolean): { at: number; state: string } | null {
  if (!hasTitle) {
    const state = STATES.find((one) => rest.endsWith(` ${one}`))
    return state === undefined ? null : { at: rest.length - state.length, state }
  }
  const inColumn = STATES.find((one) => standsAt(rest, one, column))
  if (inColumn !== undefined) return { at: column, state: inColumn }
  // A long name, or one of wide characters, pushes its row out of the columns.
  const found = STATES.map((state) => ({ state, at: rest.indexOf(` ${state}`) + 1 })).filter(
    ({ state, at }) => at > 0 && standsAt(rest, state, at),
  )
  return found.toSorted((a, b) => a.at - b.at)[0] ?? null
}

function standsAt(rest: string, state: string, at: number): boolean {
  const after = rest[at + state.length]
  return (
    at > 0 && rest[at - 1] === ' ' && rest.startsWith(state, at) && (after === undefined || after === ' ')
  )
}
