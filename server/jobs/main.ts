import { openLog } from '@/server/config/log'
import { services } from '@/server/services/open'
import { runWorker } from './run-worker'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const from = services()
await runWorker({ from, log: openLog('worker'), signal: stop.signal })
await from.close()
