import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { EstateAtScale, ScaleRefresh } from '@/emulator/estate-at-scale'
import { sendPatiently } from '@/emulator/http-answer'
import { Operator } from '@/emulator/operator'

/** Hosts deliver when they like; so many at once keep Berth busy without making it turn any away. */
const AT_ONCE = 6
const COLLECTOR = 'bench'
const gzipAll = promisify(gzip)

/** The tokens of all hosts of an estate, each enrolled and approved by an operator. */
export async function enrolEstate(
  { url, setupCode }: { url: string; setupCode: string },
  estate: EstateAtScale,
): Promise<string[]> {
  const operator = new Operator(url)
  const credentials = { email: 'bench@example.com', password: randomBytes(16).toString('hex') }
  await operator.claimSetup({ ...credentials, code: setupCode, name: 'Bench' })
  await operator.signIn(credentials)
  const secret = await operator.createBulkEnrolment('Bench', estate.hostCount)
  const tokens = await mapAtOnce(estate.hostCount, (host) => enrolHost(url, secret, estate, host))
  for (;;) {
    const pending = await operator.listPendingHosts()
    if (pending.length === 0) return tokens
    await mapAtOnce(pending.length, (index) => operator.approveHost(pending[index]?.id ?? ''))
  }
}

async function enrolHost(url: string, secret: string, estate: EstateAtScale, host: number): Promise<string> {
  const { hostname, productUuid, bootId } = estate.describeHost(host)
  const body = new URLSearchParams({
    hostname,
    product_uuid: productUuid,
    boot_id: bootId,
    collector: COLLECTOR,
  })
  const text = await send(`${url}/api/enrol`, secret, body, 201)
  const token = /^token=(.+)$/m.exec(text)?.[1]
  if (token === undefined) throw new Error('the answer to an enrolment has no token')
  return token
}

/** The bundles of one refresh as they go over the wire, made beforehand: making them is not what is measured. */
export function packBundles(estate: EstateAtScale, refresh: ScaleRefresh): Promise<Buffer[]> {
  return mapAtOnce(estate.hostCount, (host) => gzipAll(estate.writeBundle(host, refresh)))
}

/** Delivers them all, and says how long that took. @throws when one is not accepted */
export async function deliverBundles(
  url: string,
  tokens: readonly string[],
  bundles: readonly Buffer[],
): Promise<number> {
  const start = performance.now()
  const answers = await mapAtOnce(bundles.length, async (host) => {
    const text = await send(`${url}/api/ingest`, tokens[host] ?? '', new Uint8Array(bundles[host] ?? []), 200)
    return JSON.parse(text) as { result: string; parts: { status: string }[] }
  })
  const milliseconds = performance.now() - start
  const bad = answers.find(
    ({ result, parts }) => result !== 'accepted' || parts.some(({ status }) => status === 'refused'),
  )
  if (bad) throw new Error(`a bundle was not taken as it should: ${JSON.stringify(bad).slice(0, 400)}`)
  return milliseconds
}

async function send(url: string, secret: string, body: BodyInit, expected: number): Promise<string> {
  const headers = { authorization: `Bearer ${secret}` }
  const response = await sendPatiently(url, { method: 'POST', headers, body })
  const text = await response.text()
  if (response.status !== expected) throw new Error(`${url}: ${response.status} ${text.slice(0, 400)}`)
  return text
}

/** Results in order, a few of them in the making at a time. */
async function mapAtOnce<Result>(count: number, run: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await run(index)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, work))
  return results
}
