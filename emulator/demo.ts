import { ADMIN, PEOPLE, type Person, POOLS, TENANT } from './demo-people'
import type { DemoStateFile } from './demo-state'
import { enrolHost, postBundle } from './host-client'
import { RefusedError, wait } from './http-answer'
import type { DescribeHost } from './layouts/estate'
import { STAGES } from './layouts/moment'
import { Operator } from './operator'
import type { BundleKind } from './tool-outputs'

const LAST_STAGE = 2
/** Between two stages of the estate's short history, by the hosts' clocks. */
const STAGE_HOURS = 6

export interface DemoArgs {
  berthUrl: string
  /** Null once Berth has an operator. */
  setupCode: string | null
  file: DemoStateFile
  estate: DescribeHost[]
  say: (line: string) => void
  signal: AbortSignal
}

/** Fills an empty Berth; at every later start it only does what is missing. */
export async function prepareDemo(args: DemoArgs): Promise<void> {
  const { file, estate, say } = args
  const isComplete =
    file.state.arePoolsFilled &&
    PEOPLE.every(({ email }) => file.state.users.includes(email)) &&
    estate.every((describeHost) => file.state.hosts[nameOf(describeHost)]?.stagesPosted === STAGES.length)
  if (!isComplete) {
    const operator = await enterBerth(args)
    await invitePeople(operator, args)
    await enrolEstate(operator, args)
    await postHistory(args)
    await fillPools(operator, args)
  }
  say(describeSignIns(args))
}

export interface Rhythm {
  fullMs: number
  /** Between two of the light readings that fill the time between full collections. */
  pulseMs: number
}

/** Keeps the hosts reporting until the signal is aborted. */
export async function keepReporting(args: DemoArgs, { fullMs, pulseMs }: Rhythm): Promise<void> {
  const pulsesPerFull = Math.max(1, Math.round(fullMs / pulseMs))
  for (let nth = 0; !args.signal.aborted; nth++) {
    await reportOnce(args, nth % pulsesPerFull === 0 ? 'full' : 'pulse')
    await wait(pulseMs, args.signal)
  }
}

/** One bundle of every host. A host that Berth no longer knows is left alone, and an outage is waited out. */
export async function reportOnce(
  { berthUrl, file, estate, say, signal }: DemoArgs,
  kind: BundleKind = 'full',
): Promise<void> {
  file.state.tick += 1
  await file.save()
  for (const describeHost of estate) {
    const host = describeHost({ stage: LAST_STAGE, tick: file.state.tick })
    const known = file.state.hosts[host.hostname]
    if (!known || signal.aborted) continue
    try {
      const now = new Date()
      await postBundle({
        berthUrl,
        hostToken: known.token,
        host,
        collectedAt: now,
        sequence: sequenceOf(now),
        kind,
        signal,
      })
    } catch (error) {
      if (!signal.aborted) say(`${host.hostname}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function enterBerth({ berthUrl, setupCode, file }: DemoArgs): Promise<Operator> {
  const operator = new Operator(berthUrl)
  const credentials = { email: ADMIN.email, password: file.state.password }
  if (setupCode !== null) await operator.claimSetup({ ...credentials, code: setupCode, name: ADMIN.name })
  try {
    await operator.signIn(credentials)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 401) throw error
    const hint = 'The demo fills an empty Berth: start it in a data folder of its own.'
    throw new Error(`This Berth already has an operator whom the demo does not know. ${hint}`, {
      cause: error,
    })
  }
  return operator
}

async function invitePeople(operator: Operator, args: DemoArgs): Promise<void> {
  const { file } = args
  const tenantId = await operator.ensureTenant(TENANT.slug, TENANT.name)
  for (const person of PEOPLE) {
    if (file.state.users.includes(person.email)) continue
    await invitePerson(operator, person, tenantId, args)
    file.state.users.push(person.email)
    await file.save()
  }
}

/** The invitation is remembered before it is accepted: its link is shown once. */
async function invitePerson(
  operator: Operator,
  person: Person,
  tenantId: string,
  { berthUrl, file }: DemoArgs,
): Promise<void> {
  const earlier = file.state.invites[person.email]
  const token = earlier ?? (await operator.inviteUser(describeInvite(person, tenantId)))
  file.state.invites[person.email] = token
  await file.save()
  try {
    await new Operator(berthUrl).acceptInvite({ token, password: file.state.password })
  } catch (error) {
    // The start before this one may have been cut off after accepting it.
    if (earlier === undefined || !(error instanceof RefusedError)) throw error
  }
}

function describeInvite({ role, name, email }: Person, tenantId: string) {
  const isTenant = role === 'tenantAdmin' || role === 'tenantMember'
  const scope = isTenant ? { scope: 'tenant' as const, tenantId } : { scope: 'global' as const }
  return { name, email, grants: [{ role, scope }] }
}

async function enrolEstate(
  operator: Operator,
  { berthUrl, file, estate, say, signal }: DemoArgs,
): Promise<void> {
  const missing = estate.filter((describeHost) => !file.state.hosts[nameOf(describeHost)])
  if (missing.length > 0) {
    const enrolmentToken = await operator.createBulkEnrolment('Demo estate', missing.length)
    for (const describeHost of missing) {
      const host = describeHost({ stage: 0, tick: 0 })
      const { token, slug } = await enrolHost({ berthUrl, enrolmentToken, host, signal })
      file.state.hosts[host.hostname] = { token, slug, stagesPosted: 0 }
      await file.save()
      say(`enrolled ${host.hostname}`)
    }
  }
  const ours = new Set(Object.values(file.state.hosts).map(({ slug }) => slug))
  for (const host of await operator.listPendingHosts())
    if (ours.has(host.slug)) await operator.approveHost(host.id)
}

async function postHistory({ berthUrl, file, estate, say, signal }: DemoArgs): Promise<void> {
  for (const describeHost of estate) {
    const known = file.state.hosts[nameOf(describeHost)]
    if (!known) continue
    for (const stage of STAGES.slice(known.stagesPosted)) {
      const now = new Date()
      const collectedAt = new Date(now.getTime() - (LAST_STAGE - stage) * STAGE_HOURS * 3_600_000)
      const host = describeHost({ stage, tick: stage })
      // One more per stage, because two bundles may go out in the same hundredth of a second.
      const sequence = sequenceOf(now) + stage
      await postBundle({ berthUrl, hostToken: known.token, host, collectedAt, sequence, signal })
      known.stagesPosted = stage + 1
      await file.save()
    }
    say(`${nameOf(describeHost)} has reported`)
  }
}

async function fillPools(operator: Operator, { file }: DemoArgs): Promise<void> {
  for (const pool of POOLS) {
    const poolId = await operator.ensurePool(pool.slug, pool.name, pool.class)
    for (const hostname of pool.hosts) {
      const known = file.state.hosts[hostname]
      if (known) await operator.putIntoPool(known.slug, poolId)
    }
  }
  file.state.arePoolsFilled = true
  await file.save()
}

function describeSignIns({ berthUrl, file }: DemoArgs): string {
  const rows = [ADMIN, ...PEOPLE].map(({ role, email }) => `  ${role.padEnd(13)} ${email}`)
  return [`Sign in at ${berthUrl} with the password ${file.state.password} as`, ...rows].join('\n')
}

/** Centiseconds, as the collector counts; from the clock, so that it goes on growing over restarts. */
function sequenceOf(now: Date): number {
  return Math.floor(now.getTime() / 10)
}

const names = new Map<DescribeHost, string>()

/** Told once: to describe a host is work. */
function nameOf(describeHost: DescribeHost): string {
  const name = names.get(describeHost) ?? describeHost({ stage: 0, tick: 0 }).hostname
  names.set(describeHost, name)
  return name
}
