'use client'

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

/** `stale`: connected or not, what is shown is older than it should be. */
export type LiveStatus = 'live' | 'paused' | 'reconnecting' | 'stale'

export type LiveState = {
  readonly status: LiveStatus
  /** When the last event or full load arrived, in ms since the epoch; null before the first. */
  readonly lastEventAt: number | null
  readonly isPaused: boolean
  readonly pause: () => void
  readonly resume: () => void
}

export type LiveSetters = {
  /** What the connection knows of itself; a pause by the reader covers it until resumed. */
  readonly reportConnection: (connection: Exclude<LiveStatus, 'paused'>) => void
  /** Called by whoever receives events, with the browser's clock. */
  readonly reportEvent: (atMs: number) => void
}

const LiveContext = createContext<LiveState | null>(null)
const LiveSettersContext = createContext<LiveSetters | null>(null)

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [connection, reportConnection] = useState<Exclude<LiveStatus, 'paused'>>('reconnecting')
  const [lastEventAt, reportEvent] = useState<number | null>(null)
  const [isPaused, setPaused] = useState(false)
  const pause = useCallback(() => setPaused(true), [])
  const resume = useCallback(() => setPaused(false), [])
  const state = useMemo<LiveState>(
    () => ({ status: isPaused ? 'paused' : connection, lastEventAt, isPaused, pause, resume }),
    [connection, lastEventAt, isPaused, pause, resume],
  )
  const setters = useMemo<LiveSetters>(() => ({ reportConnection, reportEvent }), [])
  return (
    <LiveSettersContext value={setters}>
      <LiveContext value={state}>{children}</LiveContext>
    </LiveSettersContext>
  )
}

export function useLive(): LiveState {
  const state = useContext(LiveContext)
  if (state === null) throw new Error('useLive is outside LiveProvider')
  return state
}

/** For the one component that holds the event stream; it does not render again when an event arrives. */
export function useLiveSetters(): LiveSetters {
  const setters = useContext(LiveSettersContext)
  if (setters === null) throw new Error('useLiveSetters is outside LiveProvider')
  return setters
}
