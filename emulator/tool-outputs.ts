import type { HostLayout } from './host-layout'
import { writeAmdSmi, writeRocmSmi, writeXpuDiscovery } from './tools/amd-json'
import { writeDmidecode } from './tools/dmidecode-text'
import { writeFabricManager, writeNicFirmware } from './tools/firmware-text'
import { writeGuestAgents } from './tools/guest-agents'
import { writeHwloc } from './tools/hwloc-xml'
import { writeInterrupts, writeIrqAffinity, writeSoftirqs } from './tools/interrupt-tables'
import {
  writeCmdline,
  writeKernelLog,
  writeKernels,
  writePressure,
  writeProcDriverNvidia,
} from './tools/kernel-text'
import { writeLspci } from './tools/lspci-text'
import {
  hasMig,
  writeComputeInstances,
  writeGpuInstances,
  writeMigPlacements,
  writeMigProfiles,
} from './tools/mig-tables'
import { writeNvidiaSmiList, writeNvidiaSmiText, writeNvidiaSmiXml } from './tools/nvidia-smi'
import { writeQemuProcesses } from './tools/qemu-processes'
import { writeQueryGpuCsv } from './tools/query-gpu-csv'
import { writeSysfsMdev } from './tools/sysfs-mdev'
import { writeDmi, writeSysfsNode, writeSysfsPci } from './tools/sysfs-text'
import { writeLscpu, writeNumactl, writeOsRelease, writeUname } from './tools/system-text'
import { writeP2pMatrix, writeTopoMatrix } from './tools/topo-matrix'
import { listVgpuHosts, writeVgpuQuery } from './tools/vgpu-query'
import { writeVirshCapabilities } from './tools/virsh-capabilities'
import { writeVirshDomains } from './tools/virsh-domains'
import { listNodedevFunctions, writeVirshNodedev } from './tools/virsh-nodedev'
import {
  listRunning,
  writeEmulatorpin,
  writeGuestinfo,
  writeIothreadinfo,
  writeVcpupin,
  writeVirshList,
} from './tools/virsh-tables'

/** One tool that a collector may find on a host. */
interface Tool {
  tool: string
  extension: 'xml' | 'json' | 'csv' | 'txt'
  /** A pulse asks for the few readings that move. */
  isInPulse?: boolean
  /** False: the host lacks it, or it would have nothing to say. */
  isThere: (host: HostLayout) => boolean
  write: (host: HostLayout, timestamp: string) => string
}

const always = () => true
const hasNvidia = ({ nvidia }: HostLayout) => nvidia !== null
const hasGpus = ({ nvidia }: HostLayout) => (nvidia?.gpus.length ?? 0) > 0
const hasLibvirt = ({ domains }: HostLayout) => domains !== null
const hasRunning = (host: HostLayout) => listRunning(host).length > 0

/** In the order in which the collector runs them. */
const TOOLS: readonly Tool[] = [
  { tool: 'nvidia-smi-q-x', extension: 'xml', isThere: hasNvidia, write: writeNvidiaSmiXml },
  { tool: 'nvidia-smi-q', extension: 'txt', isThere: hasGpus, write: writeNvidiaSmiText },
  {
    tool: 'nvidia-smi-query-gpu',
    extension: 'csv',
    isInPulse: true,
    isThere: hasGpus,
    write: writeQueryGpuCsv,
  },
  { tool: 'nvidia-smi-l', extension: 'txt', isThere: hasGpus, write: writeNvidiaSmiList },
  { tool: 'nvidia-smi-topo-m', extension: 'txt', isThere: hasGpus, write: writeTopoMatrix },
  { tool: 'nvidia-smi-topo-p2p', extension: 'txt', isThere: hasGpus, write: writeP2pMatrix },
  { tool: 'nvidia-smi-mig-lgip', extension: 'txt', isThere: hasMig, write: writeMigProfiles },
  { tool: 'nvidia-smi-mig-lgipp', extension: 'txt', isThere: hasMig, write: writeMigPlacements },
  { tool: 'nvidia-smi-mig-lgi', extension: 'txt', isThere: hasMig, write: writeGpuInstances },
  { tool: 'nvidia-smi-mig-lci', extension: 'txt', isThere: hasMig, write: writeComputeInstances },
  {
    tool: 'nvidia-smi-vgpu-q',
    extension: 'txt',
    isThere: (host) => listVgpuHosts(host).length > 0,
    write: writeVgpuQuery,
  },
  { tool: 'proc-driver-nvidia', extension: 'txt', isThere: hasNvidia, write: writeProcDriverNvidia },
  {
    tool: 'fabric-manager',
    extension: 'txt',
    isThere: ({ nvidia }) => nvidia !== null && nvidia.fabricManager !== null,
    write: writeFabricManager,
  },
  { tool: 'lspci', extension: 'txt', isThere: always, write: writeLspci },
  { tool: 'lstopo', extension: 'xml', isThere: always, write: (host) => writeHwloc(host, 2) },
  { tool: 'lscpu', extension: 'json', isThere: always, write: writeLscpu },
  { tool: 'numactl', extension: 'txt', isThere: always, write: writeNumactl },
  { tool: 'sysfs-pci', extension: 'txt', isThere: always, write: writeSysfsPci },
  { tool: 'sysfs-node', extension: 'txt', isThere: always, write: writeSysfsNode },
  { tool: 'sysfs-mdev', extension: 'txt', isThere: ({ mdev }) => mdev !== null, write: writeSysfsMdev },
  { tool: 'os-release', extension: 'txt', isThere: always, write: writeOsRelease },
  { tool: 'uname', extension: 'txt', isThere: always, write: writeUname },
  { tool: 'dmi', extension: 'txt', isThere: always, write: writeDmi },
  { tool: 'dmidecode', extension: 'txt', isThere: always, write: writeDmidecode },
  { tool: 'proc-cmdline', extension: 'txt', isThere: always, write: writeCmdline },
  { tool: 'kernels', extension: 'txt', isThere: always, write: writeKernels },
  {
    tool: 'kernel-log',
    extension: 'txt',
    isThere: ({ kernel }) => kernel.log.length > 0,
    write: writeKernelLog,
  },
  { tool: 'proc-interrupts', extension: 'txt', isInPulse: true, isThere: always, write: writeInterrupts },
  {
    tool: 'irq-affinity',
    extension: 'txt',
    isThere: ({ irqs }) => irqs.length > 0,
    write: writeIrqAffinity,
  },
  { tool: 'proc-softirqs', extension: 'txt', isInPulse: true, isThere: always, write: writeSoftirqs },
  { tool: 'proc-pressure', extension: 'txt', isInPulse: true, isThere: always, write: writePressure },
  {
    tool: 'nic-firmware',
    extension: 'txt',
    isThere: ({ nics }) => nics.length > 0,
    write: writeNicFirmware,
  },
  { tool: 'virsh-capabilities', extension: 'xml', isThere: hasLibvirt, write: writeVirshCapabilities },
  {
    tool: 'virsh-nodedev',
    extension: 'xml',
    isThere: (host) => hasLibvirt(host) && listNodedevFunctions(host).length > 0,
    write: writeVirshNodedev,
  },
  { tool: 'virsh-list', extension: 'txt', isThere: hasLibvirt, write: writeVirshList },
  {
    tool: 'virsh-domains',
    extension: 'xml',
    isThere: ({ domains }) => (domains?.length ?? 0) > 0,
    write: writeVirshDomains,
  },
  { tool: 'virsh-vcpupin', extension: 'txt', isThere: hasRunning, write: writeVcpupin },
  { tool: 'virsh-emulatorpin', extension: 'txt', isThere: hasRunning, write: writeEmulatorpin },
  { tool: 'virsh-iothreadinfo', extension: 'txt', isThere: hasRunning, write: writeIothreadinfo },
  { tool: 'virsh-guestinfo', extension: 'txt', isThere: hasRunning, write: writeGuestinfo },
  { tool: 'qemu-processes', extension: 'txt', isThere: hasRunning, write: writeQemuProcesses },
  { tool: 'amd-smi', extension: 'txt', isThere: ({ amd }) => amd !== null, write: writeAmdSmi },
  { tool: 'rocm-smi', extension: 'json', isThere: ({ amd }) => amd !== null, write: writeRocmSmi },
  {
    tool: 'xpu-smi-discovery',
    extension: 'json',
    isThere: ({ intel }) => intel !== null,
    write: writeXpuDiscovery,
  },
  { tool: 'guest-agents', extension: 'txt', isThere: ({ guest }) => guest !== null, write: writeGuestAgents },
]

export interface ToolOutput {
  tool: string
  file: string
  /** Null where the host lacks the tool. */
  text: string | null
}

/** What each tool of a profile prints on this host. */
export function listToolOutputs(host: HostLayout, collectedAt: number, kind: BundleKind): ToolOutput[] {
  const timestamp = formatTimestamp(collectedAt)
  return TOOLS.filter(({ isInPulse, tool }) =>
    kind === 'pulse' ? isInPulse : kind === 'guest' || tool !== 'guest-agents',
  ).map(({ tool, extension, isThere, write }) => ({
    tool,
    file: `${tool}.${extension}`,
    text: isThere(host) ? write(host, timestamp) : null,
  }))
}

/** What the collector was run for. */
export type BundleKind = 'full' | 'pulse' | 'guest'

/** `Tue Jul 14 09:00:27 2026`, as nvidia-smi writes it. */
function formatTimestamp(seconds: number): string {
  return new Date(seconds * 1000)
    .toUTCString()
    .replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $5 $4')
}
