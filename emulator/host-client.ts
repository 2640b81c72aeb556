import { COLLECTOR_VERSION, packBundle, writeBundleFiles } from './bundle'
import type { HostLayout } from './host-layout'
import { RefusedError, sendPatiently } from './http-answer'
import type { BundleKind } from './tool-outputs'

export interface Enrolled {
  token: string
  slug: string
  state: string
}

/** POST /api/enrol, as the collector does. @throws RefusedError */
export async function enrolHost(args: {
  berthUrl: string
  enrolmentToken: string
  host: HostLayout
  signal?: AbortSignal
}): Promise<Enrolled> {
  const { berthUrl, enrolmentToken, host, signal } = args
  const response = await sendPatiently(
    `${berthUrl}/api/enrol`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${enrolmentToken}` },
      body: new URLSearchParams({
        hostname: host.hostname,
        product_uuid: host.machine.productUuid,
        boot_id: host.bootId,
        collector: COLLECTOR_VERSION,
      }),
    },
    signal,
  )
  if (response.status !== 201) throw await describeProblem(response)
  const fields = new Map((await response.text()).split('\n').map((line) => splitField(line)))
  const token = fields.get('token')
  if (!token) throw new Error(`The answer of ${berthUrl} has no host token; is it Berth?`)
  return { token, slug: fields.get('host') ?? host.hostname, state: fields.get('state') ?? 'unknown' }
}

/** POST /api/ingest. Returns the result's name. @throws RefusedError */
export async function postBundle(args: {
  berthUrl: string
  hostToken: string
  host: HostLayout
  collectedAt: Date
  sequence: number
  kind?: BundleKind
  signal?: AbortSignal
}): Promise<string> {
  const { berthUrl, hostToken, host, collectedAt, sequence, kind = 'full', signal } = args
  const files = writeBundleFiles(host, {
    kind,
    bundleId: crypto.randomUUID(),
    sequence,
    collectedAt: Math.floor(collectedAt.getTime() / 1000),
  })
  const response = await sendPatiently(
    `${berthUrl}/api/ingest`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${hostToken}`, 'content-type': 'application/x-tar' },
      body: new Uint8Array(await packBundle(files)),
    },
    signal,
  )
  if (response.status !== 200) throw await describeProblem(response)
  const answer: unknown = await response.json()
  return typeof answer === 'object' && answer !== null && 'result' in answer
    ? String(answer.result)
    : 'unknown'
}

function splitField(line: string): [string, string] {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).trim()]
}

async function describeProblem(response: Response): Promise<RefusedError> {
  const text = await response.text()
  try {
    const problem = JSON.parse(text) as { detail?: unknown; code?: unknown }
    const code = typeof problem.code === 'string' ? problem.code : null
    const detail = typeof problem.detail === 'string' ? problem.detail : text.slice(0, 200)
    return new RefusedError(response.status, code, `${response.status} ${detail}`)
  } catch {
    return new RefusedError(response.status, null, `${response.status} ${text.slice(0, 200)}`)
  }
}
