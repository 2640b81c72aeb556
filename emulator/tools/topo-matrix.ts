import { formatCpuList, listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout, NicLayout } from '@/emulator/host-layout'
import { findFunction, listAncestors, type PciFunction } from '@/emulator/pci-tree'
import { requireNvidia } from './nvidia-smi'
import { getDriverMajor } from './smi-report'

const LEGEND = `
Legend:

  X    = Self
  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes (e.g., QPI/UPI)
  NODE = Connection traversing PCIe as well as the interconnect between PCIe Host Bridges within a NUMA node
  PHB  = Connection traversing PCIe as well as a PCIe Host Bridge (typically the CPU)
  PXB  = Connection traversing multiple PCIe bridges (without traversing the PCIe Host Bridge)
  PIX  = Connection traversing at most a single PCIe bridge
  NV#  = Connection traversing a bonded set of # NVLinks
`

const P2P_LEGEND = `
Legend:

  X    = Self
  OK   = Status Ok
  CNS  = Chipset not supported
  GNS  = GPU not supported
  TNS  = Topology not supported
  NS   = Not supported
  U    = Unknown
`

interface Device {
  label: string
  address: string
  /** Null for a NIC. */
  gpu: number | null
}

/** Adapters that the matrix shows: those that speak RDMA. */
export function listRdmaNics({ nics }: HostLayout): (NicLayout & { rdmaName: string })[] {
  return nics.flatMap((nic) => (nic.rdmaName === null ? [] : [{ ...nic, rdmaName: nic.rdmaName }]))
}

/** Since driver 510 NICs have numbers and a legend of their own; since 535 a GPU's memory may be a NUMA node. */
export function writeTopoMatrix(host: HostLayout): string {
  const nvidia = requireNvidia(host)
  const major = getDriverMajor(nvidia)
  const rdma = listRdmaNics(host)
  const devices: Device[] = [
    ...nvidia.gpus.map(({ address }, gpu) => ({ label: `GPU${gpu}`, address, gpu })),
    ...rdma.map(({ address, rdmaName }, index) => ({
      label: major >= 510 ? `NIC${index}` : rdmaName,
      address,
      gpu: null,
    })),
  ]
  const columns = ['CPU Affinity', 'NUMA Affinity', ...(major >= 535 ? ['GPU NUMA ID'] : [])]
  const names = [...devices.map(({ label }) => label), ...columns].join('\t')
  // Newer ones underline the header even into a file.
  const header = major >= 535 ? `\t\u001b[4m${names}\u001b[0m` : `\t${names}`
  const cpus = listNodeCpus(host)
  const rows = devices.map((device) => {
    const links = devices.map((peer) => (peer === device ? ' X ' : nameLink(host, device, peer)))
    return [device.label, ...links, ...listAffinity(host, device, cpus, major)].join('\t')
  })
  const nics = rdma.map(({ rdmaName }, index) => `  NIC${index}: ${rdmaName}`)
  const nicLegend = nics.length > 0 && major >= 510 ? `\nNIC Legend:\n\n${nics.join('\n')}\n` : ''
  return `${[header, ...rows].join('\n')}\n${LEGEND}${nicLegend}\n`
}

/** A GPU's row carries a tab too many before the last column. */
function listAffinity(host: HostLayout, { address, gpu }: Device, cpus: number[][], major: number): string[] {
  if (gpu === null) return major >= 535 ? ['', '', '', ''] : ['', '']
  const node = findFunction(host.pci, address).numaNode
  const near = cpus[host.nodes.findIndex(({ id }) => id === node)] ?? cpus.flat().toSorted((a, b) => a - b)
  const memoryNode = host.nvidia?.gpus[gpu]?.memoryNode ?? null
  return [
    formatCpuList(near),
    node >= 0 ? String(node) : 'N/A',
    ...(major >= 535 ? ['', memoryNode === null ? 'N/A' : String(memoryNode)] : []),
  ]
}

/** `nvidia-smi topo -p2p r`. */
export function writeP2pMatrix(host: HostLayout): string {
  const { gpus, p2pReads } = requireNvidia(host)
  const header = ` \t${gpus.map((_, gpu) => `GPU${gpu}`).join('\t')}\t`
  const rows = gpus.map((_row, row) => {
    const cells = gpus.map((_cell, column) => (row === column ? 'X' : (p2pReads[row]?.[column] ?? 'U')))
    return ` GPU${row}\t${cells.join('\t')}\t`
  })
  return `${[header, ...rows].join('\n')}\n${P2P_LEGEND}`
}

function nameLink(host: HostLayout, a: Device, b: Device): string {
  const nvlinks = a.gpu === null || b.gpu === null ? 0 : (host.nvidia?.nvlinks[a.gpu]?.[b.gpu] ?? 0)
  return nvlinks > 0 ? `NV${nvlinks}` : namePciPath(host.pci, a.address, b.address)
}

/** A switch is one bridge to NVML, however many ports it shows: PIX within it, PXB across several. */
function namePciPath(pci: PciFunction[], a: string, b: string): string {
  const above = listAncestors(pci, a)
  const beyond = listAncestors(pci, b)
  const common = beyond.find((ancestor) => above.includes(ancestor))
  // Up from a device: its downstream port, the upstream port of the same switch, and only then other switches.
  if (common && !common.startsWith('pci'))
    return Math.max(above.indexOf(common), beyond.indexOf(common)) <= 1 ? 'PIX' : 'PXB'
  if (common) return 'PHB'
  return findFunction(pci, a).numaNode === findFunction(pci, b).numaNode ? 'NODE' : 'SYS'
}
