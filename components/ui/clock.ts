'use client'

import { useSyncExternalStore } from 'react'

// External system: the wall clock. One timer serves every age on the page and stops with the last of them.
let nowMs = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick() {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    nowMs = Date.now()
    timer = setInterval(tick, 1000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/**
 * A string made of the present time, null on the server and during hydration. The component renders again
 * only when its string changes, so a thousand ages cost a thousand comparisons a second, not renders.
 */
export function useClockText(format: (nowMs: number) => string): string | null {
  return useSyncExternalStore(
    subscribe,
    () => format(nowMs === 0 ? Date.now() : nowMs),
    () => null,
  )
}
