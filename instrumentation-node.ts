import { readEnvironment } from '@/server/config/env'
import { changeHub } from '@/server/services/changes/hub'
import { markRemoteAddresses, trustProxies } from '@/server/services/session/remote-address'

markRemoteAddresses(trustProxies(readEnvironment().trustedProxies))

/** Next waits for open responses before it stops, and an event stream never ends: on a signal they are ended first. */
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    changeHub()
      .close()
      .catch(() => {})
  })
}
