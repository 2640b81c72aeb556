/**
 * Facts without the values that move by themselves (every key named `reading`): two reports that differ only in
 * a temperature are the same revision of a host.
 */
export function withoutReadings(facts: unknown): unknown {
  if (Array.isArray(facts)) return facts.map(withoutReadings)
  if (typeof facts !== 'object' || facts === null) return facts
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([key]) => key !== 'reading')
      .map(([key, value]) => [key, withoutReadings(value)]),
  )
}
