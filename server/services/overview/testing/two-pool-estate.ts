import { eq } from 'drizzle-orm'
import { finding, host } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { createPool } from '@/server/services/pools/create'
import { createTenant } from '@/server/services/tenants/create'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'

export interface PlacedHost {
  hostId: string
  hostToken: string
  /** An event finding of its own, which can be closed by hand. */
  findingId: string
}

export interface TwoPoolEstate {
  world: ServiceWorld
  admin: ServiceContext
  eastId: string
  westId: string
  /** One host in each pool and one in none, every one with facts, GPUs and a finding. */
  east: PlacedHost
  west: PlacedHost
  loose: PlacedHost
  people: Record<'eastOperator' | 'eastViewer' | 'viewer' | 'tenantMember', ServiceContext>
  addFinding(hostId: string, spec?: Partial<typeof finding.$inferInsert>): Promise<string>
}

/** A world of two pools and the people who see one of them, both, or nothing. */
export async function openTwoPoolEstate(): Promise<TwoPoolEstate> {
  const world = await openServiceWorld()
  const admin = (await world.addPerson(ADMIN)).ctx
  const { db } = world.services
  const hosts = openEmulatedHosts({ admin, nobody: world.nobody })
  const poolOf = (slug: string) =>
    createPool({ ctx: admin, input: { slug, name: slug.toUpperCase(), class: 'inference' } })
  const [east, west] = [await poolOf('east'), await poolOf('west')]
  const tenant = await createTenant({ ctx: admin, input: { slug: 'ours', name: 'Ours' } })

  const addFinding: TwoPoolEstate['addFinding'] = async (hostId, spec = {}) => {
    const id = admin.newId()
    await db.insert(finding).values({
      id,
      hostId,
      subjectKind: 'gpu',
      subjectKey: id,
      subjectLabel: `GPU of ${hostId}`,
      code: 'gpuMoved',
      severity: 'info',
      state: 'open',
      numbers: { fromAddress: 'a', toAddress: 'b' },
      evidence: [],
      remedies: [],
      ...spec,
    })
    return id
  }
  const place = async (hostname: string, poolId: string | null): Promise<PlacedHost> => {
    const { hostId, hostToken } = await hosts.enrol(hostname)
    await hosts.send(hostToken, layoutOf(ESTATE[1], hostname))
    await db.update(host).set({ poolId }).where(eq(host.id, hostId))
    return { hostId, hostToken, findingId: await addFinding(hostId) }
  }
  const personOf = async (role: 'operator' | 'viewer', poolId: string | null) => {
    const scope = poolId ? ({ scope: 'pool', poolId } as const) : ({ scope: 'global' } as const)
    return (await world.addPerson({ grants: [{ role, scope }] })).ctx
  }
  const member = { role: 'tenantMember', scope: { scope: 'tenant', tenantId: tenant.id } } as const
  return {
    world,
    admin,
    eastId: east.id,
    westId: west.id,
    east: await place('east-01', east.id),
    west: await place('west-01', west.id),
    loose: await place('loose-01', null),
    people: {
      eastOperator: await personOf('operator', east.id),
      eastViewer: await personOf('viewer', east.id),
      viewer: await personOf('viewer', null),
      tenantMember: (await world.addPerson({ grants: [member] })).ctx,
    },
    addFinding,
  }
}
