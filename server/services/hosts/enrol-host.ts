import { and, eq, like, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '@/db/client'
import { host, hostTool } from '@/db/schema'
import { ENROLMENT_NEEDS_APPROVAL } from '@/server/core/access/token-kind'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { issueToken } from '@/server/services/tokens/issue'
import { redeemToken } from '@/server/services/tokens/redeem'
import type { Token } from '@/server/services/tokens/verify'
import { revokeHostTokens } from './revoke-host-tokens'

/** Names reach the approval screen: no control characters, no line breaks, nothing that turns the text round. */
const visibleText = z
  .string()
  .trim()
  .refine((text) => !/\p{C}/u.test(text), 'must not hold invisible characters')

export const enrolHostInput = z.object({
  hostname: visibleText.pipe(z.string().min(1).max(253)),
  /** Machines without a readable DMI (not root, or none) send it empty. */
  product_uuid: z
    .string()
    .max(100)
    .nullish()
    .transform((text) => readProductUuid(text ?? null)),
  collector: visibleText.pipe(z.string().max(40)).default('unknown'),
})
type EnrolHostInput = z.infer<typeof enrolHostInput>

interface EnrolHostArgs {
  ctx: ServiceContext
  secret: string
  input: EnrolHostInput
}

export interface EnrolledHost {
  hostId: string
  slug: string
  state: 'enrolled' | 'pendingApproval'
  hostToken: string
}

/**
 * Exchanges an enrolment token for a host's own. A token made for a host renews that host; any other makes a new
 * one, unless the machine is known already: then nothing is taken over without an operator's word.
 * @throws DomainError as `redeemToken`; conflict `hostAlreadyEnrolled`
 */
export async function enrolHost({ ctx, secret, input }: EnrolHostArgs): Promise<EnrolledHost> {
  return redeemToken({
    ctx,
    secret,
    kinds: ['enrolment'],
    use: async ({ tx, token }) => {
      const { hostId, slug, state } = token.hostId
        ? await renewHost({ ctx, tx, hostId: token.hostId, input })
        : await addHost({ ctx, tx, token, input })
      const issued = await issueToken({ ctx, tx, kind: 'host', label: slug, lifetimeMs: null, hostId })
      const asToken = {
        ...ctx,
        actor: { kind: 'key' as const, id: token.id, label: `${token.label} (enrolment)` },
      }
      await recordAudit({
        ctx: asToken,
        tx,
        record: {
          action: token.hostId ? 'host.reEnrol' : 'host.enrol',
          subject: { kind: 'host', id: hostId, label: slug },
          after: {
            state,
            hostname: input.hostname,
            productUuid: input.product_uuid,
            collector: input.collector,
          },
        },
      })
      await tx.update(host).set({ enrolmentTokenId: token.id }).where(eq(host.id, hostId))
      await publishChange({ tx, topic: 'host', id: hostId })
      await publishChange({ tx, topic: 'token', id: token.id })
      return { hostId, slug, state, hostToken: issued.secret }
    },
  })
}

type Placed = Omit<EnrolledHost, 'hostToken'>

async function renewHost({
  ctx,
  tx,
  hostId,
  input,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  input: EnrolHostInput
}): Promise<Placed> {
  const [row] = await tx.select().from(host).where(eq(host.id, hostId)).for('update')
  if (!row) throw new DomainError('notFound', 'hostNotFound', 'The host of this token is no longer there')
  const twin = await findMachine({ tx, productUuid: input.product_uuid })
  if (twin && twin.id !== hostId) throw alreadyEnrolled(twin)
  await revokeHostTokens({ tx, hostId, now: ctx.now() })
  await tx
    .update(host)
    .set({
      state: 'enrolled',
      productUuid: input.product_uuid,
      bootId: null,
      sequence: null,
      revision: row.revision + 1,
    })
    .where(eq(host.id, hostId))
  // Another machine may stand behind the name: what it sends first is read whole, even where it repeats the old.
  await tx.update(hostTool).set({ readerBuild: null }).where(eq(hostTool.hostId, hostId))
  return { hostId, slug: row.slug, state: 'enrolled' }
}

async function addHost({
  ctx,
  tx,
  token,
  input,
}: {
  ctx: ServiceContext
  tx: Transaction
  token: Token
  input: EnrolHostInput
}): Promise<Placed> {
  const state = token.scopes.includes(ENROLMENT_NEEDS_APPROVAL) ? 'pendingApproval' : 'enrolled'
  const twin = await findMachine({ tx, productUuid: input.product_uuid })
  // It came by this very line and its answer was lost: it has said nothing yet, so there is nothing to take over.
  if (twin?.lastSeenAt === null && twin.enrolmentTokenId === token.id)
    return restartHost({ ctx, tx, row: twin })
  if (twin) throw alreadyEnrolled(twin)
  return insertHost({ ctx, tx, hostname: input.hostname, productUuid: input.product_uuid, state })
}

/** A new row under the first free slug of its name. */
export async function insertHost({
  ctx,
  tx,
  hostname,
  productUuid,
  state,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostname: string
  productUuid: string | null
  state: Placed['state']
}): Promise<Placed> {
  const base = toSlug(hostname)
  const taken = await tx
    .select({ slug: host.slug })
    .from(host)
    .where(or(eq(host.slug, base), like(host.slug, `${base}-%`)))
  const slugs = new Set(taken.map((row) => row.slug))
  let slug = base
  for (let n = 2; slugs.has(slug); n++) slug = `${base}-${n}`
  const hostId = ctx.newId()
  await tx
    .insert(host)
    .values({ id: hostId, slug, hostname, state, productUuid, enrolledAt: ctx.now(), machineKind: 'unknown' })
  return { hostId, slug, state }
}

/** Lower-case, for addresses and files; whatever else a host may call itself stays in its hostname. */
export function toSlug(hostname: string): string {
  const slug = hostname
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  // "upload" is a page of its own beside the hosts' pages.
  return slug === '' || slug === 'upload' ? `host${slug && `-${slug}`}` : slug
}

/** A new token under the same name; whether it was approved meanwhile stays as it is. */
async function restartHost({
  ctx,
  tx,
  row,
}: {
  ctx: ServiceContext
  tx: Transaction
  row: typeof host.$inferSelect
}): Promise<Placed> {
  await revokeHostTokens({ tx, hostId: row.id, now: ctx.now() })
  return { hostId: row.id, slug: row.slug, state: row.state === 'enrolled' ? 'enrolled' : 'pendingApproval' }
}

/** The live host that this machine is, if any. */
async function findMachine({ tx, productUuid }: { tx: Transaction; productUuid: string | null }) {
  if (productUuid === null) return null
  const [twin] = await tx
    .select()
    .from(host)
    .where(and(eq(host.productUuid, productUuid), ne(host.state, 'retired')))
    .for('update')
  return twin ?? null
}

function alreadyEnrolled({ slug, productUuid }: typeof host.$inferSelect): DomainError {
  const message = `This machine is enrolled as ${slug}; make a new token for it on its page, or retire it first`
  return new DomainError('conflict', 'hostAlreadyEnrolled', message, { slug, productUuid })
}
