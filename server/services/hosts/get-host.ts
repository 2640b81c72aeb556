import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { allocation, gpu, gpuIdentity, host, hostTool, pool } from '@/db/schema'
import type { HostDto, HostGpuDto } from '@/server/contracts/host'
import { HOST_FACTS_SCHEMA } from '@/server/core/inventory/host-facts'
import type { ServiceContext } from '@/server/services/context'
import { hostRowColumns, poolOfHost, toHostRow } from './host-row'
import { hostNotFound, hostsVisibleTo, loadHost } from './visible'

interface GetHostArgs {
  ctx: ServiceContext
  input: { slug: string }
}

/** Everything the host page shows, from one moment. @throws DomainError notFound */
export async function getHost({ ctx, input }: GetHostArgs): Promise<HostDto> {
  return ctx.db.transaction(
    async (tx) => {
      const where = eq(host.slug, input.slug)
      const found = await loadHost({ tx, principal: ctx.principal, permission: 'host:read', where })
      const [row] = await tx.select(hostRowColumns).from(host).leftJoin(pool, poolOfHost).where(where)
      if (!row) throw hostNotFound()
      const tools = await tx
        .select({
          tool: hostTool.tool,
          source: hostTool.source,
          observedAt: hostTool.observedAt,
          stale: hostTool.stale,
          lastStatus: hostTool.lastStatus,
          lastReason: hostTool.lastReason,
          lastLine: hostTool.lastLine,
          hasRaw: sql<boolean>`${hostTool.rawSha256} is not null`,
        })
        .from(hostTool)
        .where(eq(hostTool.hostId, found.id))
        .orderBy(hostTool.tool)
      const { revision, productUuid, bootId, lastPulseAt } = found
      // Facts of an older shape wait for the next report: a page must not guess what they meant.
      const facts = found.facts?.schema === HOST_FACTS_SCHEMA ? found.facts : null
      return {
        ...toHostRow(row, ctx.now()),
        revision,
        productUuid,
        bootId,
        lastPulseAt,
        runsOn: await findRunningHost({ tx, ctx, found }),
        facts,
        tools,
        gpus: await listGpus(tx, found.id),
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

/** The host that a guest runs on, where the viewer may know of it. */
async function findRunningHost({
  tx,
  ctx,
  found,
}: {
  tx: Parameters<typeof loadHost>[0]['tx']
  ctx: ServiceContext
  found: { machineKind: string; productUuid: string | null }
}): Promise<HostDto['runsOn']> {
  if (found.machineKind !== 'guest' || found.productUuid === null) return null
  const [running] = await tx
    .select({ slug: host.slug, hostname: host.hostname, name: allocation.name })
    .from(allocation)
    .innerJoin(host, eq(host.id, allocation.hostId))
    .where(
      and(
        eq(allocation.machineUuid, found.productUuid),
        isNull(allocation.endedAt),
        eq(host.state, 'enrolled'),
        hostsVisibleTo(ctx.principal),
      ),
    )
    .orderBy(desc(allocation.lastSeenAt), allocation.id)
    .limit(1)
  return running ?? null
}

async function listGpus(tx: Parameters<typeof loadHost>[0]['tx'], hostId: string): Promise<HostGpuDto[]> {
  const rows = await tx
    .select({ gpu, identity: gpuIdentity })
    .from(gpu)
    .leftJoin(gpuIdentity, eq(gpuIdentity.gpuId, gpu.id))
    .where(and(eq(gpu.hostId, hostId), isNull(gpu.mergedIntoId)))
    .orderBy(gpu.address, gpu.id, gpuIdentity.kind, gpuIdentity.validFrom)
  const gpus = new Map<string, HostGpuDto>()
  for (const row of rows) {
    const { id, state, address, model, firstSeenAt, lastSeenAt } = row.gpu
    const known = gpus.get(id) ?? { id, state, address, model, firstSeenAt, lastSeenAt, identities: [] }
    if (row.identity) known.identities.push(row.identity)
    gpus.set(id, known)
  }
  return [...gpus.values()]
}
