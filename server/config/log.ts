import { type Logger, pino } from 'pino'
import { readEnvironment } from '@/server/config/env'

/** Field names whose value is never written, at the top of a log line or one or two levels down. */
const SECRET_FIELDS = [
  'authorization',
  'clientSecret',
  'cookie',
  'currentPassword',
  'databaseUrl',
  'databaseMigrateUrl',
  'newPassword',
  'password',
  'secret',
  'setupCode',
  'token',
]

/** The paths pino redacts; headers appear below `headers` and below `request.headers`. */
export function listRedactedPaths(): string[] {
  return SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
}

let root: Logger | null = null

/** A logger whose lines carry the name of the part that speaks. Opened at the first call, not at import. */
export function openLog(part: string): Logger {
  root ??= pino({
    level: readEnvironment().logLevel,
    redact: { paths: listRedactedPaths(), censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: { pid: process.pid },
  })
  return root.child({ part })
}
