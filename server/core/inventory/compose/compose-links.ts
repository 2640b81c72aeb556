import type { GpuLinks } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { TopoDevice, TopoFacts } from '@/server/core/inventory/tools/topo-facts'
import type { FactJudge } from './fact-judge'
import { listSmiForms } from './smi-forms'

/** The topology's matrix with its GPUs named by key where they could be joined. */
export function composeGpuLinks(parts: ToolParts, gpus: HostGpu[] | null, judge: FactJudge): GpuLinks | null {
  const topo = parts['nvidia-smi-topo-m']
  if (!topo) return null
  const [form] = listSmiForms(parts)
  const topoGpuCount = topo.devices.filter((device) => device.kind === 'gpu').length
  const isJoined = topoGpuCount === form?.facts.gpus.length
  reportAsymmetry(topo, judge)
  reportNumaContradictions(topo, judge)
  const links: GpuLinks = {
    devices: topo.devices.map(({ label, kind, name }) => ({
      label,
      kind,
      name,
      gpuKey: (isJoined && gpus?.find((gpu) => `GPU${gpu.index}` === label)?.key) || null,
    })),
    links: topo.links,
    showsNvlink: topo.showsNvlink,
    p2p: judge.prefer('gpuLinks.p2p', [['nvidia-smi-topo-p2p', selectP2p(parts, topo)]]),
  }
  judge.prefer('gpuLinks', [['nvidia-smi-topo-m', links]])
  return links
}

/** The other matrix in the order of the topology's GPUs; null where the two do not name the same GPUs. */
function selectP2p(parts: ToolParts, topo: TopoFacts): GpuLinks['p2p'] {
  const p2p = parts['nvidia-smi-topo-p2p']
  if (!p2p) return null
  const labels = topo.devices.filter((device) => device.kind === 'gpu').map((device) => device.label)
  const positions = labels.map((label) => p2p.labels.indexOf(label))
  if (positions.includes(-1) || labels.length !== p2p.labels.length) return null
  return positions.map((row) => positions.map((column) => p2p.statuses[row]?.[column] ?? null))
}

function reportAsymmetry(topo: TopoFacts, judge: FactJudge): void {
  for (const [a, b] of listPairs(topo.devices)) {
    const there = topo.links[a.index]?.[b.index] ?? null
    const back = topo.links[b.index]?.[a.index] ?? null
    if (there === back || there === null || back === null) continue
    judge.record('linksAsymmetric', `gpuLinks[${a.device.label}][${b.device.label}]`, [
      { tool: 'nvidia-smi-topo-m', value: there },
      { tool: 'nvidia-smi-topo-m', value: back },
    ])
  }
}

/**
 * SYS crosses NUMA nodes, so two GPUs of one node cannot be SYS apart (NUMA switched off in the firmware hides the
 * sockets), nor two of different nodes be nearer. Once per host: on such hosts every pair says the same.
 */
function reportNumaContradictions(topo: TopoFacts, judge: FactJudge): void {
  for (const [a, b] of listPairs(topo.devices)) {
    const link = topo.links[a.index]?.[b.index] ?? null
    const [near, far] = [readSingleNode(a.device), readSingleNode(b.device)]
    if (link === null || near === null || far === null || !/^(?:SYS|NODE|PHB|PXB|PIX)$/.test(link)) continue
    if ((link === 'SYS') !== (near === far)) continue
    judge.record('linkContradictsNuma', `gpuLinks[${a.device.label}][${b.device.label}]`, [
      { tool: 'nvidia-smi-topo-m', value: link },
      {
        tool: 'nvidia-smi-topo-m',
        value: near === far ? `both on node ${near}` : `nodes ${near} and ${far}`,
      },
    ])
    return
  }
}

function readSingleNode(device: TopoDevice): number | null {
  return device.numaAffinity?.length === 1 ? (device.numaAffinity[0] ?? null) : null
}

interface Placed {
  device: TopoDevice
  index: number
}

function listPairs(devices: TopoDevice[]): [Placed, Placed][] {
  const placed = devices.map((device, index) => ({ device, index }))
  return placed.flatMap((a) => placed.slice(a.index + 1).map((b): [Placed, Placed] => [a, b]))
}
