export interface Measured {
  name: string
  micros: number
  /** The same in the same run, done by the least that could do it: the ratio is what machines share. */
  baselineMicros: number
  /** What it may take; null where none is set. */
  budgetMicros: number | null
}

const WARM_UP_RUNS = 20
const RUNS = 60

/** The median of many runs after a warm-up, in microseconds: one slow run says nothing. */
export function measureMicros(run: () => void): number {
  for (let i = 0; i < WARM_UP_RUNS; i++) run()
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now()
    run()
    return (performance.now() - start) * 1000
  }).toSorted((a, b) => a - b)
  return times[RUNS / 2] ?? Number.NaN
}
