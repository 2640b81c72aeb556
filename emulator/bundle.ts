import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { HostLayout } from './host-layout'
import { type BundleKind, listToolOutputs } from './tool-outputs'

export const COLLECTOR_VERSION = 'emulator-0.2.0'

export interface BundleStamp {
  bundleId: string
  /** Grows within a boot; the collector takes the centiseconds since boot. */
  sequence: number
  /** Seconds since 1970 by the host's clock. */
  collectedAt: number
  kind?: BundleKind
}

/** The files of a bundle by name, manifest first: what the collector would have collected on such a host. */
export function writeBundleFiles(host: HostLayout, stamp: BundleStamp): Map<string, string> {
  const kind = stamp.kind ?? 'full'
  const outputs = listToolOutputs(host, stamp.collectedAt, kind)
  const manifest = [
    'format=berth-bundle/1',
    `kind=${kind}`,
    `collector=${COLLECTOR_VERSION}`,
    `bundle_id=${stamp.bundleId}`,
    `boot_id=${host.bootId}`,
    `sequence=${stamp.sequence}`,
    `hostname=${host.hostname}`,
    `collected_at=${stamp.collectedAt}`,
    ...outputs.map(({ tool, file, text }) =>
      text === null
        ? `tool=${tool} status=absent exit=- seconds=0 file=-`
        : `tool=${tool} status=ok exit=0 seconds=0 file=${file}`,
    ),
  ]
  const files = new Map([['manifest', `${manifest.join('\n')}\n`]])
  for (const { file, text } of outputs) if (text !== null) files.set(file, text)
  return files
}

export async function packBundle(files: ReadonlyMap<string, string | Buffer>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, content)
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}
