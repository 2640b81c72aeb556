import { measureFacts } from './facts'

/** Every benchmark at its small size; the ratio is what to compare between machines, not the time. */
for (const { name, micros, baselineMicros } of measureFacts()) {
  const ratio = micros / baselineMicros
  console.log(
    `${name}: ${Math.round(micros)} µs, ${ratio.toFixed(2)} × the bare XML parser (${Math.round(baselineMicros)} µs)`,
  )
}
