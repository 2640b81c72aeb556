import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type BundleStamp, packBundle, writeBundleFiles } from '@/emulator/bundle'
import type { HostLayout } from '@/emulator/host-layout'
import type { DescribeHost } from '@/emulator/layouts/estate'
import type { IngestResultDto } from '@/server/contracts/host'
import type { ServiceContext } from '@/server/services/context'
import { type EnrolledHost, enrolHost } from '@/server/services/hosts/enrol-host'
import { ingestBundle } from '@/server/services/ingest/ingest-bundle'
import { createEnrolment } from '@/server/services/tokens/create-enrolment'

export type BundleFiles = Map<string, string | Buffer>

export interface SendOptions {
  sequence?: number
  bundleId?: string
  kind?: BundleStamp['kind']
  /** Spoils the files on their way. */
  edit?: (files: BundleFiles) => void
}

interface EmulatedHostsArgs {
  /** Who enrols them. */
  admin: ServiceContext
  /** As whom they deliver. */
  nobody: ServiceContext
}

/** Emulated machines that enrol and deliver as collectors do, short of HTTP. */
export function openEmulatedHosts({ admin, nobody }: EmulatedHostsArgs) {
  let bundleCount = 0
  return {
    async enrol(hostname: string): Promise<EnrolledHost> {
      const { secret } = await createEnrolment({ ctx: admin, input: { kind: 'single', label: hostname } })
      const input = { hostname, product_uuid: null, collector: 'test' }
      return enrolHost({ ctx: nobody, secret, input })
    },
    async send(
      hostToken: string,
      layout: HostLayout,
      options: SendOptions = {},
    ): Promise<IngestResultDto & { deliveryId: string }> {
      bundleCount += 1
      const deliveryId =
        options.bundleId ?? `00000000-0000-4000-8000-${String(bundleCount).padStart(12, '0')}`
      const sequence = options.sequence ?? bundleCount
      const stamp = {
        bundleId: deliveryId,
        sequence,
        collectedAt: Math.floor(Date.now() / 1000),
        kind: options.kind,
      }
      const files: BundleFiles = new Map(writeBundleFiles(layout, stamp))
      individualise(files, layout.hostname)
      options.edit?.(files)
      const body = Readable.from([await packBundle(files)])
      return { ...(await ingestBundle({ ctx: nobody, secret: hostToken, body })), deliveryId }
    },
  }
}

/** A layout under another name. */
export function layoutOf(describeHost: DescribeHost | undefined, hostname: string): HostLayout {
  if (!describeHost) throw new Error('the emulator has no such layout')
  return { ...describeHost({ stage: 0, tick: 0 }), hostname }
}

/** Every host of a test has GPUs of its own, although the layouts they come from are few. */
function individualise(files: BundleFiles, hostname: string): void {
  const own = createHash('sha256').update(hostname).digest('hex').slice(0, 8)
  for (const [name, content] of files) {
    files.set(name, String(content).replaceAll(/GPU-[0-9a-f]{8}/g, `GPU-${own}`))
  }
}
