import { pino } from 'pino'
import { expect, test } from 'vitest'
import { listRedactedPaths } from '@/server/config/log'

test('secrets are not written, wherever in a line they stand', () => {
  const lines: string[] = []
  const log = pino(
    { redact: { paths: listRedactedPaths(), censor: '[redacted]' } },
    {
      write: (line: string) => lines.push(line),
    },
  )
  log.info({ password: 'hidden-1', headers: { authorization: 'hidden-2' }, hostname: 'shown' }, 'one')
  log.info({ request: { headers: { cookie: 'hidden-3' } } }, 'two')
  expect(lines).toHaveLength(2)
  expect(lines.join('')).toContain('shown')
  expect(lines.join('')).not.toContain('hidden')
})
