'use client'

import { CirclePause, CirclePlay, ClockAlert, RefreshCw } from 'lucide-react'
import { useLive } from '@/components/shell/live-provider'
import { joinClasses } from '@/components/ui/class-names'
import { Age } from '@/components/ui/relative-time'

const shown = {
  live: { icon: CirclePlay, word: 'Live', className: 'text-ok' },
  paused: { icon: CirclePause, word: 'Paused', className: 'text-ink-muted' },
  reconnecting: { icon: RefreshCw, word: 'Connecting', className: 'text-warn' },
  stale: { icon: ClockAlert, word: 'Stale', className: 'text-warn' },
} as const

/** Whether the page follows the estate, and how old what it shows is. Pressing it pauses and resumes. */
export function LiveIndicator() {
  const { status, lastEventAt, isPaused, pause, resume } = useLive()
  const { icon: Icon, word, className } = shown[status]
  return (
    <button
      type="button"
      aria-pressed={isPaused}
      title={isPaused ? 'Follow changes again' : 'Hold the page still'}
      onClick={isPaused ? resume : pause}
      // The widest state's room is kept, so that nothing beside it moves.
      className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm hover:bg-hover sm:min-w-36"
    >
      <Icon aria-hidden className={joinClasses('size-4 shrink-0', className)} />
      <span className="hidden sm:inline">{word}</span>
      <span className="sr-only sm:hidden">{word}</span>
      {lastEventAt !== null && (
        <span className="hidden text-ink-muted sm:inline">
          <span className="sr-only">, data from </span>
          <Age at={lastEventAt} />
          <span className="sr-only"> ago</span>
        </span>
      )}
    </button>
  )
}
