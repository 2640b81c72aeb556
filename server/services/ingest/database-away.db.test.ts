import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, factRevision, gpu, host, hostTool, rawOutput } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import { toProblem } from '@/server/services/http/problem'
import { openServices, type Services } from '@/server/services/open'
import { NOBODY } from '@/server/services/session/viewer'
import { type CutProxy, openCutProxy } from '@/server/services/testing/cut-proxy'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'

let world: ServiceWorld
let proxy: CutProxy
let shaky: Services

beforeAll(async () => {
  world = await openServiceWorld()
  proxy = await openCutProxy(world.services.environment.databaseUrl)
  shaky = openServices({ ...world.services.environment, databaseUrl: proxy.url })
})
afterAll(async () => {
  await shaky.close()
  await proxy.close()
  await world.close()
})

test.each([
  [1, 'insert into "fact_revision"'],
  [2, 'insert into "bundle_part"'],
  [3, 'insert into "gpu_identity"'],
  [4, 'update "host" set'],
])(
  '%i: losing PostgreSQL at %s leaves nothing half-written, and the same bundle is taken once it is back',
  async (number, text) => {
    const admin = (await world.addPerson({ ...ADMIN, email: `admin-${number}@example.com` })).ctx
    const hosts = openEmulatedHosts({ admin, nobody: shaky.contextFor(NOBODY, null) })
    const steady = openEmulatedHosts({ admin, nobody: world.nobody })
    const name = `shaky-${number}`
    const { hostId, hostToken } = await steady.enrol(name)
    const layout = layoutOf(ESTATE[1], name)
    const bundleId = `00000000-0000-4000-8000-00000000000${number}`
    const db = world.services.db
    const outputsBefore = (await db.select().from(rawOutput)).length

    const wasCut = proxy.cutWhenSeen(text)
    const lost = await hosts
      .send(hostToken, layout, { bundleId, sequence: 7 })
      .catch((error: unknown) => error)
    await wasCut
    const answer = toProblem(lost)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await db.select().from(bundle).where(eq(bundle.hostId, hostId))).toEqual([])
    expect(await db.select().from(factRevision).where(eq(factRevision.hostId, hostId))).toEqual([])
    expect(await db.select().from(hostTool).where(eq(hostTool.hostId, hostId))).toEqual([])
    expect(await db.select().from(gpu).where(eq(gpu.hostId, hostId))).toEqual([])
    expect((await db.select().from(rawOutput)).length).toBe(outputsBefore)

    await expect(hosts.send(hostToken, layout, { bundleId, sequence: 7 })).rejects.toThrow()
    proxy.mend()
    expect((await hosts.send(hostToken, layout, { bundleId, sequence: 7 })).result).toBe('accepted')
    const [row] = await db.select().from(host).where(eq(host.id, hostId))
    expect(row).toMatchObject({ gpuCount: 4, sequence: 7 })
  },
)
