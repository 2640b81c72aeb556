/**
 * Facts without the values that move by themselves (every key named `reading`): two reports that differ only in
 * a temperature are the same revision of a host. Keys come in one order, because a database keeps none.
 */
export function withoutReadings(facts: unknown): unknown {
  if (Array.isArray(facts)) return facts.map(withoutReadings)
  if (typeof facts !== 'object' || facts === null) return facts
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([key]) => key !== 'reading')
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, withoutReadings(value)]),
  )
}
