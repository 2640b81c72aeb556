import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { HostLayout } from './host-layout'
import { writeLspci } from './tools/lspci-text'
import { writeNvidiaSmiXml } from './tools/nvidia-smi-xml'
import { writeDmi, writeSysfsNode, writeSysfsPci } from './tools/sysfs-text'
import { writeLscpu, writeNumactl, writeOsRelease, writeUname } from './tools/system-text'
import { writeTopoMatrix } from './tools/topo-matrix'

export const COLLECTOR_VERSION = 'emulator-0.1.0'

export interface BundleStamp {
  bundleId: string
  /** Grows within a boot; the collector takes the centiseconds since boot. */
  sequence: number
  /** Seconds since 1970 by the host's clock. */
  collectedAt: number
}

interface ToolOutput {
  tool: string
  file: string
  /** Null where the host lacks the tool. */
  text: string | null
}

function listToolOutputs(host: HostLayout, collectedAt: number): ToolOutput[] {
  const timestamp = new Date(collectedAt * 1000)
    .toUTCString()
    .replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $5 $4')
  return [
    {
      tool: 'nvidia-smi-q-x',
      file: 'nvidia-smi-q-x.xml',
      text: host.nvidia && writeNvidiaSmiXml(host, timestamp),
    },
    { tool: 'nvidia-smi-topo-m', file: 'nvidia-smi-topo-m.txt', text: host.nvidia && writeTopoMatrix(host) },
    { tool: 'lspci', file: 'lspci.txt', text: writeLspci(host) },
    { tool: 'lscpu', file: 'lscpu.json', text: writeLscpu(host) },
    { tool: 'numactl', file: 'numactl.txt', text: writeNumactl(host) },
    { tool: 'sysfs-pci', file: 'sysfs-pci.txt', text: writeSysfsPci(host) },
    { tool: 'sysfs-node', file: 'sysfs-node.txt', text: writeSysfsNode(host) },
    { tool: 'os-release', file: 'os-release.txt', text: writeOsRelease(host) },
    { tool: 'uname', file: 'uname.txt', text: writeUname(host) },
    { tool: 'dmi', file: 'dmi.txt', text: writeDmi(host) },
  ]
}

/** The files of a bundle by name, manifest first: what the collector would have collected on such a host. */
export function writeBundleFiles(host: HostLayout, stamp: BundleStamp): Map<string, string> {
  const outputs = listToolOutputs(host, stamp.collectedAt)
  const manifest = [
    'format=berth-bundle/1',
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
