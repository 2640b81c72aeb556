import { and, eq, isNull, ne } from 'drizzle-orm'
import type { z } from 'zod'
import type { Transaction } from '@/db/client'
import { allocation, host } from '@/db/schema'
import { readEnvironment } from '@/server/config/env'
import type { createGuestTokenInput, guestTokenDto } from '@/server/contracts/token'
import { canFor } from '@/server/core/access/can'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { type Collector, readCollector } from '@/server/services/collector/read-collector'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { insertHost } from '@/server/services/hosts/enrol-host'
import { byHostId, expectInEstate, loadHost } from '@/server/services/hosts/visible'
import { transact } from '@/server/services/transact'
import { isPlainHttp, writeEnrolmentLines } from './enrolment-lines'
import { issueToken } from './issue'

const DAY_MS = 24 * 3600 * 1000

interface CreateGuestTokenArgs {
  ctx: ServiceContext
  input: z.output<typeof createGuestTokenInput>
  collector?: Promise<Collector>
}

/**
 * A token with which one virtual machine reports its own software: driver, CUDA, agents, licence. It opens that
 * machine's page and nothing else, and what comes by it never adds a GPU to the estate.
 * @throws DomainError notFound `allocationNotFound`; conflict `machineWithoutUuid`
 */
export async function createGuestToken({
  ctx,
  input,
  collector = readCollector(),
}: CreateGuestTokenArgs): Promise<z.output<typeof guestTokenDto>> {
  const { sha256 } = await collector
  const berthUrl = readEnvironment().url
  return transact(ctx.db, async (tx) => {
    const machine = await loadMachine({ ctx, tx, id: input.allocationId })
    const { hostId, slug } = await findGuest({ ctx, tx, machine })
    const lifetimeMs = input.expiresInDays * DAY_MS
    const issued = await issueToken({ ctx, tx, kind: 'guest', label: slug, lifetimeMs, hostId })
    const subject = { kind: 'token', id: issued.tokenId, label: `${slug} (${issued.prefix}…)` }
    const after = { ...input, slug, expiresAt: issued.expiresAt }
    await recordAudit({ ctx, tx, record: { action: 'token.createGuest', subject, after } })
    await publishChange({ tx, topic: 'token', id: issued.tokenId })
    await publishChange({ tx, topic: 'host', id: hostId })
    return {
      tokenId: issued.tokenId,
      secret: issued.secret,
      expiresAt: issued.expiresAt,
      lines: writeEnrolmentLines({ berthUrl, sha256, secret: issued.secret, profile: 'guest' }),
      plainHttpWarning: isPlainHttp(berthUrl),
      slug,
    }
  })
}

interface Machine {
  name: string
  uuid: string
  poolId: string | null
}

async function loadMachine({
  ctx,
  tx,
  id,
}: {
  ctx: ServiceContext
  tx: Transaction
  id: string
}): Promise<Machine> {
  const [row] = await tx
    .select()
    .from(allocation)
    .where(and(eq(allocation.id, id), isNull(allocation.endedAt)))
  const notFound = new DomainError(
    'notFound',
    'allocationNotFound',
    'There is no such machine, or it has ended',
  )
  if (!row || row.kind !== 'virtualMachine') throw notFound
  const { principal } = ctx
  const where = byHostId(row.hostId)
  const running = await loadHost({ tx, principal, permission: 'host:enrol', where })
  expectInEstate(running)
  const { poolId } = running
  if (row.machineUuid === null) {
    throw new DomainError(
      'conflict',
      'machineWithoutUuid',
      'Nobody told the UUID of this machine, by which its reports would be joined to it',
    )
  }
  // Titles are written by whoever owns the machine: shown on every list, so nothing invisible stays in them.
  const name = (row.title ?? row.name ?? '').replaceAll(/\p{C}/gu, '').trim().slice(0, 253)
  return { name: name || row.machineUuid, uuid: row.machineUuid, poolId }
}

/** The page that the machine has already, or a new one, in the pool of the host that runs it. */
async function findGuest({
  ctx,
  tx,
  machine,
}: {
  ctx: ServiceContext
  tx: Transaction
  machine: Machine
}): Promise<{ hostId: string; slug: string }> {
  const [known] = await tx
    .select({
      hostId: host.id,
      slug: host.slug,
      state: host.state,
      machineKind: host.machineKind,
      poolId: host.poolId,
    })
    .from(host)
    .where(and(eq(host.productUuid, machine.uuid), ne(host.state, 'retired')))
    .for('update')
  if (known) {
    // A host can claim any UUID for its machines: that must open no page of other hosts, or of other pools.
    const isOwn = canFor(ctx.principal, 'host:enrol', { poolId: known.poolId })
    if (isOwn && known.machineKind === 'guest' && known.state === 'enrolled') return known
    throw new DomainError(
      'conflict',
      'machineUuidTaken',
      'Something else in the estate reports the UUID of this machine; find out which of the two is right',
    )
  }
  const made = await insertHost({
    ctx,
    tx,
    hostname: machine.name,
    productUuid: machine.uuid,
    state: 'enrolled',
  })
  await tx.update(host).set({ machineKind: 'guest', poolId: machine.poolId }).where(eq(host.id, made.hostId))
  return made
}
