import { openLog } from '@/server/config/log'
import { ChangeHub } from '@/server/events/hub'
import { describeError } from '@/server/services/describe-error'
import { services } from '@/server/services/open'

// One LISTEN connection per process, although Next bundles each route with its own copy of this module.
const slot = Symbol.for('berth.changeHub')
const holder = globalThis as typeof globalThis & { [slot]?: ChangeHub }

export function changeHub(): ChangeHub {
  holder[slot] ??= new ChangeHub({
    url: services().environment.databaseUrl,
    onError: (error) =>
      openLog('changes').warn({ err: describeError(error) }, 'the change listener lost its connection'),
  })
  return holder[slot]
}
