import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { openLog } from '@/server/config/log'
import { describeError } from '@/server/services/describe-error'
import { DomainError, type DomainErrorKind } from '@/server/services/domain-error'
import { isDatabaseAway } from '@/server/services/is-database-away'
import { newId } from '@/server/services/new-id'

const CODE: Record<DomainErrorKind, TRPCError['code']> = {
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  notFound: 'NOT_FOUND',
  conflict: 'CONFLICT',
  tooLarge: 'PAYLOAD_TOO_LARGE',
  invalid: 'UNPROCESSABLE_CONTENT',
  tooManyRequests: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
}

/** Why it was refused, for the client to act on: a code and its numbers. */
export interface RefusalReason {
  code: string
  data: Record<string, unknown>
}

/** Turns what a procedure threw into what the client is told; whatever nobody foresaw stays as it is. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error
  if (cause instanceof DomainError) {
    return new TRPCError({ code: CODE[cause.kind], message: cause.message, cause })
  }
  if (isDatabaseAway(cause)) {
    const away = new DomainError(
      'unavailable',
      'databaseAway',
      'The database cannot be reached; try again shortly',
    )
    return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: away.message, cause: away })
  }
  return error
}

/** What is said about an error beside its code. `errorId` is set when the details are in the log only. */
export function describeRefusal(error: TRPCError): {
  message: string
  reason: RefusalReason | null
  errorId: string | null
} {
  const { cause } = error
  if (cause instanceof DomainError) {
    return { message: error.message, reason: { code: cause.code, data: cause.data }, errorId: null }
  }
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) {
    const issues = cause.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    const [first] = issues
    const message = first
      ? [first.path, first.message].filter(Boolean).join(': ')
      : 'The request is not valid'
    return { message, reason: { code: 'invalidInput', data: { issues } }, errorId: null }
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return { message: error.message, reason: null, errorId: null }
  const errorId = newId()
  openLog('trpc').error({ errorId, err: describeError(cause ?? error) }, 'a procedure failed')
  return {
    message: `Something went wrong in Berth; its log has the details under ${errorId}`,
    reason: null,
    errorId,
  }
}
