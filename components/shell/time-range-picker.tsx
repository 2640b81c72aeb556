'use client'

import { Clock } from 'lucide-react'
import { useState } from 'react'
import {
  describeTimeRange,
  fromFieldUtc,
  resolveTimeRange,
  type TimeRange,
  timePresets,
  toFieldUtc,
} from '@/components/shell/time-range'
import { useTimeRange } from '@/components/shell/use-time-range'
import { Button } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'
import { Popover } from '@/components/ui/popover'
import { TextField } from '@/components/ui/text-field'

export function TimeRangePicker() {
  const { range, setRange } = useTimeRange()
  const [isOpen, setOpen] = useState(false)
  function choose(next: TimeRange) {
    setRange(next)
    setOpen(false)
  }
  return (
    <Popover
      label="Time range"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="quiet" icon={<Clock aria-hidden className="size-4 text-ink-muted" />}>
          <span className="sr-only">Time range: </span>
          {describeTimeRange(range)}
        </Button>
      }
    >
      <ul className="flex flex-col">
        {timePresets.map((preset) => {
          const isChosen = range.kind === 'preset' && range.preset.id === preset.id
          return (
            <li key={preset.id}>
              <button
                type="button"
                aria-current={isChosen || undefined}
                onClick={() => choose({ kind: 'preset', preset })}
                className={joinClasses(
                  'h-7 w-full rounded-sm px-2 text-left text-sm hover:bg-hover',
                  isChosen && 'bg-selected font-medium',
                )}
              >
                {preset.label}
              </button>
            </li>
          )
        })}
      </ul>
      <CustomRange range={range} onChoose={choose} />
    </Popover>
  )
}

function CustomRange({
  range,
  onChoose,
}: {
  readonly range: TimeRange
  readonly onChoose: (range: TimeRange) => void
}) {
  // Opened by a press, so the clock is read in the browser only; the fields then belong to the reader.
  const [{ from, to }, setFields] = useState(() => {
    const { fromMs, toMs } = resolveTimeRange(range, Date.now())
    return { from: toFieldUtc(fromMs), to: toFieldUtc(toMs) }
  })
  const fromMs = fromFieldUtc(from)
  const toMs = fromFieldUtc(to)
  const isRange = fromMs !== null && toMs !== null && fromMs < toMs
  return (
    <form
      className="flex flex-col gap-2 border-t pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRange) onChoose({ kind: 'custom', fromMs, toMs })
      }}
    >
      <TextField
        type="datetime-local"
        label="From (UTC)"
        value={from}
        onChange={(event) => setFields({ from: event.target.value, to })}
      />
      <TextField
        type="datetime-local"
        label="To (UTC)"
        value={to}
        error={isRange ? undefined : 'The end must be after the beginning.'}
        onChange={(event) => setFields({ from, to: event.target.value })}
      />
      <Button type="submit" size="small" disabled={!isRange} className="self-end">
        Use this range
      </Button>
    </form>
  )
}
