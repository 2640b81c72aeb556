import { randomUUID } from 'node:crypto'
import { type BundleStamp, packBundle, writeBundleFiles } from '@/emulator/bundle'
import { enrolHost } from '@/emulator/host-client'
import type { HostLayout } from '@/emulator/host-layout'
import { E2E_URL } from './addresses'
import { openClientAs } from './client'

/** A host that one journey has to itself, so that what it sends disturbs no other. */
export interface OwnHost {
  slug: string
  token: string
  layout: HostLayout
}

/** The same hardware as another machine: no id in it is one that Berth has met. */
export function describeAnew(layout: HostLayout, hostname: string): HostLayout {
  return {
    ...layout,
    hostname,
    bootId: randomUUID(),
    machine: { ...layout.machine, productUuid: randomUUID() },
    nvidia: layout.nvidia && {
      ...layout.nvidia,
      gpus: layout.nvidia.gpus.map((gpu) => ({
        ...gpu,
        uuid: `GPU-${randomUUID()}`,
        serial: String(Math.floor(1e12 + Math.random() * 9e12)),
      })),
    },
  }
}

/** Enrolled at once by a token for one host, as an administrator makes it. */
export async function enrolOwnHost(model: HostLayout, hostname: string): Promise<OwnHost> {
  const layout = describeAnew(model, hostname)
  const made = await openClientAs('admin').tokens.createEnrolment.mutate({ kind: 'single', label: hostname })
  const { token, slug } = await enrolHost({ berthUrl: E2E_URL, enrolmentToken: made.secret, host: layout })
  return { slug, token, layout }
}

export interface Delivery {
  layout: HostLayout
  sequence: number
  bundleId?: string
  kind?: BundleStamp['kind']
  /** Files by name that stand in place of what the tools of the layout would have printed. */
  replaced?: Record<string, string | Buffer>
}

export async function writeDelivery({
  layout,
  sequence,
  bundleId,
  kind,
  replaced = {},
}: Delivery): Promise<Buffer> {
  const collectedAt = Math.floor(Date.now() / 1000)
  const files = writeBundleFiles(layout, {
    bundleId: bundleId ?? randomUUID(),
    sequence,
    collectedAt,
    kind,
  })
  return packBundle(new Map<string, string | Buffer>([...files, ...Object.entries(replaced)]))
}

/** One attempt, whatever the answer: these journeys are about the answers. */
export async function ingest(token: string | null, body: Buffer): Promise<Response> {
  return fetch(`${E2E_URL}/api/ingest`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-tar',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: new Uint8Array(body),
  })
}

/** @throws when Berth does not accept it */
export async function deliver(token: string, delivery: Delivery): Promise<void> {
  const answer = await ingest(token, await writeDelivery(delivery))
  if (answer.status !== 200)
    throw new Error(`the bundle was answered ${answer.status} ${await answer.text()}`)
}
