import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Transaction } from '@/db/client'
import { host } from '@/db/schema'
import { readEnvironment } from '@/server/config/env'
import type { createEnrolmentInput, enrolmentDto } from '@/server/contracts/token'
import { ENROLMENT_NEEDS_APPROVAL } from '@/server/core/access/token-kind'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import { type Collector, readCollector } from '@/server/services/collector/read-collector'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { isPlainHttp, writeEnrolmentLines } from './enrolment-lines'
import { issueToken } from './issue'

const HOUR_MS = 3600 * 1000

type CreateEnrolmentInput = z.output<typeof createEnrolmentInput>

interface CreateEnrolmentArgs {
  ctx: ServiceContext
  input: CreateEnrolmentInput
  collector?: Promise<Collector>
}

/**
 * A token that hosts exchange for their own, with the line to paste: for one host and one hour, or for many,
 * which then wait for approval. @throws DomainError `hostNotFound`
 */
export async function createEnrolment(args: CreateEnrolmentArgs): Promise<z.output<typeof enrolmentDto>> {
  const { ctx, input, collector = readCollector() } = args
  authorise({ ctx, permission: 'host:enrol' })
  const { sha256 } = await collector
  const berthUrl = readEnvironment().url
  return transact(ctx.db, async (tx) => {
    const issued = await issueToken({
      ctx,
      tx,
      kind: 'enrolment',
      label: input.label,
      ...(await readTerms(tx, input)),
    })
    const subject = { kind: 'token', id: issued.tokenId, label: `${input.label} (${issued.prefix}…)` }
    const after = { ...input, expiresAt: issued.expiresAt }
    await recordAudit({ ctx, tx, record: { action: 'token.createEnrolment', subject, after } })
    await publishChange({ tx, topic: 'token', id: issued.tokenId })
    return {
      tokenId: issued.tokenId,
      secret: issued.secret,
      expiresAt: issued.expiresAt,
      lines: writeEnrolmentLines({ berthUrl, sha256, secret: issued.secret }),
      plainHttpWarning: isPlainHttp(berthUrl),
    }
  })
}

async function readTerms(tx: Transaction, input: CreateEnrolmentInput) {
  if (input.kind === 'bulk') {
    const scopes = [ENROLMENT_NEEDS_APPROVAL]
    return { uses: input.maxHosts, lifetimeMs: input.expiresInHours * HOUR_MS, scopes }
  }
  if (input.hostId !== undefined) {
    const [again] = await tx.select({ state: host.state }).from(host).where(eq(host.id, input.hostId))
    if (!again || again.state === 'retired')
      throw new DomainError('notFound', 'hostNotFound', 'There is no such host')
  }
  return { uses: 1, lifetimeMs: HOUR_MS, hostId: input.hostId ?? null }
}
