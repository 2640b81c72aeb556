import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { can } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import { listTrustedOrigins } from '@/server/services/auth/trusted-origins'
import { DomainError } from '@/server/services/domain-error'
import type { RequestContext } from './context'
import { describeRefusal, toTrpcError } from './errors'

export interface ProcedureMeta {
  permission: Permission
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter: ({ shape, error }) => {
      const { message, reason, errorId } = describeRefusal(toTrpcError(error))
      return { ...shape, message, data: { ...shape.data, reason, errorId } }
    },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

/** A page of another site may make a browser send our cookie; it cannot make it send our origin. */
const refuseForeignOrigin = t.middleware(({ ctx, type, next }) => {
  const { origin } = ctx
  if (type !== 'mutation' || origin === null) return next()
  const isOurs =
    origin.given === null
      ? !origin.hasCookie || origin.site === 'same-origin'
      : listTrustedOrigins(ctx.services.environment.url).includes(origin.given)
  if (isOurs) return next()
  const error = new DomainError(
    'forbidden',
    'originRefused',
    'This came from a page that is not part of Berth',
    {
      origin: origin.given,
      expected: ctx.services.environment.url,
    },
  )
  throw new TRPCError({ code: 'FORBIDDEN', message: error.message, cause: error })
})

/**
 * The start of every procedure: what it needs is said here and checked before its input is read. Whether the
 * viewer may do it to *this* thing is the verb's question.
 */
export function authorized(permission: Permission) {
  return t.procedure
    .meta({ permission })
    .use(mapErrors)
    .use(refuseForeignOrigin)
    .use(async ({ ctx, next }) => {
      const viewer = await ctx.readViewer()
      if (!can(viewer.principal, permission)) throw refuse(viewer.principal.kind === 'anonymous', permission)
      return next({ ctx: { ...ctx, viewer, service: ctx.contextFor(viewer) } })
    })
}

function refuse(isNobody: boolean, permission: Permission): DomainError {
  if (isNobody) return new DomainError('unauthenticated', 'signInNeeded', 'Sign in first')
  return new DomainError('forbidden', 'permissionMissing', `This needs the permission ${permission}`, {
    permission,
  })
}
