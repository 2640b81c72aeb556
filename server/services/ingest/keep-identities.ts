import { and, inArray, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { gpuIdentity } from '@/db/schema'
import type { SeenGpu } from '@/server/core/inventory/identity-join'
import type { ServiceContext } from '@/server/services/context'
import { selectRows } from './select-rows'

export type Identity = typeof gpuIdentity.$inferSelect

/** A GPU's row and how it is seen now. */
export interface SeenRow {
  gpuId: string
  seen: SeenGpu
}

/** The GPUs that bear these UUIDs now, on whatever host. */
export async function findGpusByUuid(tx: Transaction, uuids: readonly string[]): Promise<string[]> {
  if (uuids.length === 0) return []
  // One by one within the statement: of a list PostgreSQL may think that reading all UUIDs is cheaper.
  const { rows } = await tx.execute<{ id: string | null }>(sql`
    select (
      select gpu_id from ${gpuIdentity} where kind = 'uuid' and valid_to is null and value = told.uuid
    ) as id
    from unnest(${sql.param(uuids)}::text[]) told(uuid)`)
  return rows.flatMap(({ id }) => (id === null ? [] : [id]))
}

export async function loadIdentities(tx: Transaction, gpuIds: string[]): Promise<Identity[]> {
  if (gpuIds.length === 0) return []
  return tx
    .select()
    .from(gpuIdentity)
    .where(and(inArray(gpuIdentity.gpuId, gpuIds), isNull(gpuIdentity.validTo)))
}

/** Closes identities that no longer hold and opens those that do; the past stays readable. */
export async function keepIdentities({
  ctx,
  tx,
  rows,
  live,
}: {
  ctx: ServiceContext
  tx: Transaction
  rows: readonly SeenRow[]
  /** What holds so far, of these GPUs and maybe of others. */
  live: readonly Identity[]
}): Promise<void> {
  const now = ctx.now()
  const held = new Map(live.map((identity) => [`${identity.gpuId} ${identity.kind}`, identity]))
  const told = rows.flatMap(listTold)
  const changed = told.filter(({ gpuId, kind, value }) => held.get(`${gpuId} ${kind}`)?.value !== value)
  if (changed.length === 0) return
  const over = changed.flatMap(({ gpuId, kind }) => held.get(`${gpuId} ${kind}`)?.id ?? [])
  if (over.length > 0) await tx.update(gpuIdentity).set({ validTo: now }).where(inArray(gpuIdentity.id, over))
  const opened = changed.map((identity) => ({ ...identity, id: ctx.newId(), validFrom: now }))
  await tx.insert(gpuIdentity).select(selectRows(gpuIdentity, opened))
}

type ToldIdentity = Pick<Identity, 'gpuId' | 'kind' | 'value' | 'source' | 'confidence'>

function listTold({ gpuId, seen }: SeenRow): ToldIdentity[] {
  const told: [Identity['kind'], string | null, number][] = [
    ['uuid', seen.uuid, 1],
    // Four GPUs of one A16 share its serial: it names the board.
    ['serial', seen.serial, 0.7],
    ['hostAddress', seen.address, seen.uuid === null ? 0.6 : 0.9],
    ['pciDevice', seen.pciDevice, 0.3],
    ['pciSubsystem', seen.pciSubsystem, 0.3],
    ['moduleId', seen.moduleId, 0.5],
  ]
  return told.flatMap(([kind, value, confidence]) =>
    value === null ? [] : [{ gpuId, kind, value, source: seen.source, confidence }],
  )
}
