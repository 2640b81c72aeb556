import { router } from './init'
import { auditRouter } from './routers/audit'
import { changesRouter } from './routers/changes'
import { findingsRouter } from './routers/findings'
import { hostsRouter } from './routers/hosts'
import { invitesRouter } from './routers/invites'
import { overviewRouter } from './routers/overview'
import { poolsRouter } from './routers/pools'
import { setupRouter } from './routers/setup'
import { tenantsRouter } from './routers/tenants'
import { tokensRouter } from './routers/tokens'
import { usersRouter } from './routers/users'
import { viewerRouter } from './routers/viewer'

export const appRouter = router({
  audit: auditRouter,
  changes: changesRouter,
  findings: findingsRouter,
  hosts: hostsRouter,
  invites: invitesRouter,
  overview: overviewRouter,
  pools: poolsRouter,
  setup: setupRouter,
  tenants: tenantsRouter,
  tokens: tokensRouter,
  users: usersRouter,
  viewer: viewerRouter,
})

export type AppRouter = typeof appRouter
