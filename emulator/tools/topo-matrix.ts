import { formatCpuList, listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { listAncestors, type PciFunction } from '@/emulator/pci-tree'

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

interface Device {
  label: string
  address: string
  isGpu: boolean
}

/** `nvidia-smi topo -m`, whose header is underlined even into a file and whose GPU rows carry a tab too many. */
export function writeTopoMatrix(host: HostLayout): string {
  if (!host.nvidia) throw new Error('without its kernel module nvidia-smi is never asked')
  const cpus = listNodeCpus(host)
  const devices: Device[] = [
    ...host.nvidia.gpus.map(({ address }, index) => ({ label: `GPU${index}`, address, isGpu: true })),
    ...host.rdma.map(({ address }, index) => ({ label: `NIC${index}`, address, isGpu: false })),
  ]
  const header = `\t\u001b[4m${[...devices.map(({ label }) => label), 'CPU Affinity', 'NUMA Affinity', 'GPU NUMA ID'].join('\t')}\u001b[0m`
  const rows = devices.map((device) => {
    const links = devices.map((peer) => (peer === device ? ' X ' : nameLink(host, device, peer)))
    const node = findFunction(host.pci, device.address).numaNode
    const affinity = device.isGpu
      ? [formatCpuList(cpus[node] ?? []), String(node), '', 'N/A']
      : ['', '', '', '']
    return [device.label, ...links, ...affinity].join('\t')
  })
  const nics = host.rdma.map(({ name }, index) => `  NIC${index}: ${name}`)
  const nicLegend = nics.length > 0 ? `\nNIC Legend:\n\n${nics.join('\n')}\n` : ''
  return `${[header, ...rows].join('\n')}\n${LEGEND}${nicLegend}\n`
}

function nameLink(host: HostLayout, a: Device, b: Device): string {
  const nvlinks = host.nvidia?.nvlinksPerPair ?? 0
  if (a.isGpu && b.isGpu && nvlinks > 0) return `NV${nvlinks}`
  return namePciPath(host.pci, a.address, b.address)
}

/** A switch is one bridge to NVML, however many ports it shows: PIX within it, PXB across several. */
function namePciPath(pci: PciFunction[], a: string, b: string): string {
  const above = listAncestors(pci, a)
  const common = listAncestors(pci, b).find((ancestor) => above.includes(ancestor))
  // Up from a device: its downstream port, the upstream port of the same switch, and only then other switches.
  if (common && !common.startsWith('pci')) return above.indexOf(common) <= 1 ? 'PIX' : 'PXB'
  if (common) return 'PHB'
  return findFunction(pci, a).numaNode === findFunction(pci, b).numaNode ? 'NODE' : 'SYS'
}

function findFunction(pci: PciFunction[], address: string): PciFunction {
  const found = pci.find((fn) => fn.address === address)
  if (!found) throw new Error(`${address} is in no slot`)
  return found
}
