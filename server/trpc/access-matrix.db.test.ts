import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Permission } from '@/server/core/access/permissions'
import { ROLE_PERMISSIONS } from '@/server/core/access/permissions'
import { isTenantRole, ROLES } from '@/server/core/access/roles'
import { provideServices } from '@/server/services/open'
import { NOBODY, type Viewer } from '@/server/services/session/viewer'
import { createTenant } from '@/server/services/tenants/create'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { createCallerFactory, type ProcedureMeta } from './init'
import { appRouter } from './root'

interface ProcedureDefinition {
  type: 'query' | 'mutation' | 'subscription'
  meta?: ProcedureMeta
  output?: unknown
}

const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: ProcedureDefinition }>,
).map(([path, procedure]) => ({ path, ...procedure._def }))

const createCaller = createCallerFactory(appRouter)
let world: ServiceWorld
/** Everybody there can be: nobody, an account without a role, one for each role. */
const viewers = new Map<string, { viewer: Viewer; permissions: readonly Permission[] }>()

beforeAll(async () => {
  world = await openServiceWorld()
  provideServices(world.services)
  const admin = await world.addPerson(ADMIN)
  const tenant = await createTenant({ ctx: admin.ctx, input: { slug: 'ours', name: 'Ours' } })
  viewers.set('nobody', { viewer: NOBODY, permissions: ['public'] })
  viewers.set('no role', { viewer: (await world.addPerson()).viewer, permissions: ['public', 'self'] })
  for (const role of ROLES) {
    const scope = isTenantRole(role)
      ? ({ scope: 'tenant', tenantId: tenant.id } as const)
      : ({ scope: 'global' } as const)
    const { viewer } = await world.addPerson({ grants: [{ role, scope }] })
    viewers.set(role, { viewer, permissions: ['public', 'self', ...ROLE_PERMISSIONS[role]] })
  }
})
afterAll(() => world.close())

type Outcome = 'answered' | TRPCError['code']

/** Calls with an input that no schema accepts, so that whatever is allowed stops at its input. */
async function call(path: string, viewer: Viewer, onRead: () => void): Promise<Outcome> {
  const { services } = world
  // Whoever reads or writes through these services is noticed.
  const db = new Proxy(services.db, {
    get(target, property, receiver) {
      onRead()
      const value: unknown = Reflect.get(target, property, receiver)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const caller = createCaller({
    origin: null,
    services,
    readViewer: () => Promise.resolve(viewer),
    recheck: () => Promise.resolve(viewer),
    contextFor: ({ principal, actor }) => ({ ...services.contextFor({ principal, actor }, null), db }),
  })
  const procedure = path
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], caller)
  try {
    const answer = await (procedure as (input: unknown) => Promise<unknown>)({ cursor: 42 })
    await closeStream(answer)
    return 'answered'
  } catch (error) {
    if (error instanceof TRPCError) return error.code
    throw error
  }
}

/** A subscription that was allowed answers with a stream; it is not left open. */
async function closeStream(answer: unknown): Promise<void> {
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return
  await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().return?.()
}

test('every procedure says which permission it needs and what it answers', () => {
  expect(procedures.length).toBeGreaterThan(30)
  for (const { path, meta, output } of procedures) {
    expect(meta?.permission, `${path} declares no permission`).toBeDefined()
    expect(output, `${path} declares no output`).toBeDefined()
  }
})

test('only what has to be is public', () => {
  const open = procedures.filter(({ meta }) => meta?.permission === 'public').map(({ path }) => path)
  expect(open.toSorted()).toEqual(['invites.accept', 'invites.status', 'setup.claim', 'setup.status'])
})

test('each procedure is open to exactly the roles that hold its permission, and closed before anything is read', async () => {
  let allowedCount = 0
  let deniedCount = 0
  for (const { path, meta } of procedures) {
    const permission = meta?.permission ?? 'public'
    for (const [name, { viewer, permissions }] of viewers) {
      let readCount = 0
      const outcome = await call(path, viewer, () => {
        readCount += 1
      })
      const what = `${path} (${permission}) as ${name}: ${outcome}`
      if (permissions.includes(permission)) {
        allowedCount += 1
        expect(['UNAUTHORIZED', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR'], what).not.toContain(outcome)
      } else {
        deniedCount += 1
        expect(outcome, what).toBe(name === 'nobody' ? 'UNAUTHORIZED' : 'FORBIDDEN')
        expect(readCount, `${what}, after reading`).toBe(0)
      }
    }
  }
  expect(viewers.size).toBe(2 + ROLES.length)
  expect(allowedCount + deniedCount).toBe(procedures.length * viewers.size)
  expect(deniedCount).toBeGreaterThan(100)
  process.stdout.write(
    `access matrix: ${procedures.length} procedures × ${viewers.size} viewers, ${allowedCount} allowed, ${deniedCount} denied\n`,
  )
})
