import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

interface Metrics {
  registry: Registry
  ingests: Counter<'result'>
}

// One registry per process, although Next bundles each route with its own copy of this module.
const slot = Symbol.for('berth.metrics')
const holder = globalThis as typeof globalThis & { [slot]?: Metrics }

export function metrics(): Metrics {
  holder[slot] ??= openMetrics()
  return holder[slot]
}

function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const ingests = new Counter({
    name: 'berth_ingest_total',
    help: 'Bundles that collectors delivered to this process, by what became of them.',
    labelNames: ['result'],
    registers: [registry],
  })
  return { registry, ingests }
}
