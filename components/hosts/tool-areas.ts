import type { HostToolDto } from '@/server/contracts/host'
import { TOOL_IDS, type ToolId } from '@/server/core/inventory/tools/tool-facts'

export type ToolArea = {
  readonly title: string
  /** Those that ran, in the order of the list, and those whose facts stay although they are gone. */
  readonly delivered: readonly HostToolDto[]
  /** Looked for by the collector and not there. */
  readonly absent: readonly HostToolDto[]
  /** Never heard of from this host. */
  readonly missing: readonly ToolId[]
}

type AreaName = keyof typeof titles

const titles = {
  nvidia: 'NVIDIA',
  pci: 'PCI and network',
  machine: 'CPU and memory',
  kernel: 'System and kernel',
  libvirt: 'libvirt and QEMU',
  others: 'AMD and Intel',
  guest: 'Guest and metrics',
} as const

const areaOf: Readonly<Record<ToolId, AreaName>> = {
  'nvidia-smi-q-x': 'nvidia',
  'nvidia-smi-q': 'nvidia',
  'nvidia-smi-query-gpu': 'nvidia',
  'nvidia-smi': 'nvidia',
  'nvidia-smi-l': 'nvidia',
  'nvidia-smi-topo-m': 'nvidia',
  'nvidia-smi-topo-p2p': 'nvidia',
  'nvidia-smi-mig-lgip': 'nvidia',
  'nvidia-smi-mig-lgipp': 'nvidia',
  'nvidia-smi-mig-lgi': 'nvidia',
  'nvidia-smi-mig-lci': 'nvidia',
  'nvidia-smi-vgpu-q': 'nvidia',
  'nvidia-smi-vgpu': 'nvidia',
  'proc-driver-nvidia': 'nvidia',
  'fabric-manager': 'nvidia',
  'nic-firmware': 'pci',
  lspci: 'pci',
  'sysfs-pci': 'pci',
  'sysfs-mdev': 'pci',
  'mdevctl-types': 'pci',
  'mdevctl-list': 'pci',
  lscpu: 'machine',
  numactl: 'machine',
  'sysfs-node': 'machine',
  lstopo: 'machine',
  'os-release': 'kernel',
  uname: 'kernel',
  dmi: 'kernel',
  dmidecode: 'kernel',
  'proc-cmdline': 'kernel',
  kernels: 'kernel',
  'kernel-log': 'kernel',
  'proc-interrupts': 'kernel',
  'irq-affinity': 'kernel',
  'proc-softirqs': 'kernel',
  'proc-pressure': 'kernel',
  'virsh-capabilities': 'libvirt',
  'virsh-nodedev': 'libvirt',
  'virsh-nodedev-list': 'libvirt',
  'virsh-list': 'libvirt',
  'virsh-domains': 'libvirt',
  'virsh-vcpupin': 'libvirt',
  'virsh-emulatorpin': 'libvirt',
  'virsh-iothreadinfo': 'libvirt',
  'virsh-guestinfo': 'libvirt',
  'qemu-processes': 'libvirt',
  'amd-smi': 'others',
  'rocm-smi': 'others',
  'xpu-smi-discovery': 'others',
  'xpu-smi-stats': 'others',
  'xpu-smi-vgpu': 'others',
  'xpu-smi-topology': 'others',
  'intel-gpu-top': 'others',
  'guest-agents': 'guest',
  prometheus: 'guest',
}

/** Every tool that Berth reads, by what it tells of; those that gave nothing apart. */
export function groupTools(tools: readonly HostToolDto[]): ToolArea[] {
  const byId = new Map(tools.map((tool) => [tool.tool, tool]))
  return (Object.keys(titles) as AreaName[]).map((area) => {
    const ids = TOOL_IDS.filter((id) => areaOf[id] === area)
    const known = ids.flatMap((id) => byId.get(id) ?? [])
    const isAbsent = ({ lastStatus, stale }: HostToolDto) => lastStatus === 'absent' && !stale
    return {
      title: titles[area],
      delivered: known.filter((tool) => !isAbsent(tool)),
      absent: known.filter(isAbsent),
      missing: ids.filter((id) => !byId.has(id)),
    }
  })
}
