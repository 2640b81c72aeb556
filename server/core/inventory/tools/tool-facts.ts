import type { AmdFacts } from './amd-facts'
import type { LscpuFacts, NumactlFacts, SysfsNodeFacts } from './cpu-facts'
import type { FabricManagerFacts, NicFirmwareFacts, ProcDriverNvidiaFacts } from './driver-facts'
import type { ExpositionFacts } from './exposition-facts'
import type { GuestAgentsFacts } from './guest-facts'
import type { HwlocFacts } from './hwloc-facts'
import type {
  IntelGpuTopFacts,
  XpuDiscoveryFacts,
  XpuStatsFacts,
  XpuTopologyFacts,
  XpuVgpuFacts,
} from './intel-facts'
import type { InterruptsFacts, IrqAffinityFacts, PressureFacts, SoftirqsFacts } from './irq-facts'
import type { CmdlineFacts, KernelLogFacts, KernelsFacts } from './kernel-facts'
import type {
  LibvirtCapabilitiesFacts,
  LibvirtDomainsFacts,
  LibvirtGuestinfoFacts,
  LibvirtListFacts,
  LibvirtNodedevFacts,
  LibvirtNodedevListFacts,
  LibvirtPinsFacts,
  QemuProcessesFacts,
} from './libvirt-facts'
import type { MdevListFacts, MdevTypesFacts, SysfsMdevFacts } from './mdev-facts'
import type {
  ComputeInstancesFacts,
  GpuInstancesFacts,
  MigPlacementsFacts,
  MigProfilesFacts,
} from './mig-facts'
import type { NvidiaListFacts } from './nvidia-list-facts'
import type { NvidiaSmiFacts } from './nvidia-smi-facts'
import type { P2pFacts } from './p2p-facts'
import type { LspciFacts, SysfsPciFacts } from './pci-facts'
import type { DmiFacts, OsReleaseFacts, UnameFacts } from './system-facts'
import type { TopoFacts } from './topo-facts'
import type { VgpuFacts } from './vgpu-facts'

/** Every tool whose raw output Berth reads, by the name the collector gives it. */
export const TOOL_IDS = [
  'nvidia-smi-q-x',
  'nvidia-smi-q',
  'nvidia-smi-query-gpu',
  'nvidia-smi',
  'nvidia-smi-l',
  'nvidia-smi-topo-m',
  'nvidia-smi-topo-p2p',
  'nvidia-smi-mig-lgip',
  'nvidia-smi-mig-lgipp',
  'nvidia-smi-mig-lgi',
  'nvidia-smi-mig-lci',
  'nvidia-smi-vgpu-q',
  'nvidia-smi-vgpu',
  'proc-driver-nvidia',
  'fabric-manager',
  'nic-firmware',
  'lspci',
  'sysfs-pci',
  'sysfs-mdev',
  'mdevctl-types',
  'mdevctl-list',
  'lscpu',
  'numactl',
  'sysfs-node',
  'lstopo',
  'os-release',
  'uname',
  'dmi',
  'dmidecode',
  'proc-cmdline',
  'kernels',
  'kernel-log',
  'proc-interrupts',
  'irq-affinity',
  'proc-softirqs',
  'proc-pressure',
  'virsh-capabilities',
  'virsh-nodedev',
  'virsh-nodedev-list',
  'virsh-list',
  'virsh-domains',
  'virsh-vcpupin',
  'virsh-emulatorpin',
  'virsh-iothreadinfo',
  'virsh-guestinfo',
  'qemu-processes',
  'amd-smi',
  'rocm-smi',
  'xpu-smi-discovery',
  'xpu-smi-stats',
  'xpu-smi-vgpu',
  'xpu-smi-topology',
  'intel-gpu-top',
  'guest-agents',
  'prometheus',
] as const

export type ToolId = (typeof TOOL_IDS)[number]

/** Facts per tool: plain data that survives JSON, units last in names, null for "not told". */
export interface ToolFacts {
  'nvidia-smi-q-x': NvidiaSmiFacts
  'nvidia-smi-q': NvidiaSmiFacts
  'nvidia-smi-query-gpu': NvidiaSmiFacts
  'nvidia-smi': NvidiaSmiFacts
  'nvidia-smi-l': NvidiaListFacts
  'nvidia-smi-topo-m': TopoFacts
  'nvidia-smi-topo-p2p': P2pFacts
  'nvidia-smi-mig-lgip': MigProfilesFacts
  'nvidia-smi-mig-lgipp': MigPlacementsFacts
  'nvidia-smi-mig-lgi': GpuInstancesFacts
  'nvidia-smi-mig-lci': ComputeInstancesFacts
  'nvidia-smi-vgpu-q': VgpuFacts
  'nvidia-smi-vgpu': VgpuFacts
  'proc-driver-nvidia': ProcDriverNvidiaFacts
  'fabric-manager': FabricManagerFacts
  'nic-firmware': NicFirmwareFacts
  lspci: LspciFacts
  'sysfs-pci': SysfsPciFacts
  'sysfs-mdev': SysfsMdevFacts
  'mdevctl-types': MdevTypesFacts
  'mdevctl-list': MdevListFacts
  lscpu: LscpuFacts
  numactl: NumactlFacts
  'sysfs-node': SysfsNodeFacts
  lstopo: HwlocFacts
  'os-release': OsReleaseFacts
  uname: UnameFacts
  dmi: DmiFacts
  dmidecode: DmiFacts
  'proc-cmdline': CmdlineFacts
  kernels: KernelsFacts
  'kernel-log': KernelLogFacts
  'proc-interrupts': InterruptsFacts
  'irq-affinity': IrqAffinityFacts
  'proc-softirqs': SoftirqsFacts
  'proc-pressure': PressureFacts
  'virsh-capabilities': LibvirtCapabilitiesFacts
  'virsh-nodedev': LibvirtNodedevFacts
  'virsh-nodedev-list': LibvirtNodedevListFacts
  'virsh-list': LibvirtListFacts
  'virsh-domains': LibvirtDomainsFacts
  'virsh-vcpupin': LibvirtPinsFacts
  'virsh-emulatorpin': LibvirtPinsFacts
  'virsh-iothreadinfo': LibvirtPinsFacts
  'virsh-guestinfo': LibvirtGuestinfoFacts
  'qemu-processes': QemuProcessesFacts
  'amd-smi': AmdFacts
  'rocm-smi': AmdFacts
  'xpu-smi-discovery': XpuDiscoveryFacts
  'xpu-smi-stats': XpuStatsFacts
  'xpu-smi-vgpu': XpuVgpuFacts
  'xpu-smi-topology': XpuTopologyFacts
  'intel-gpu-top': IntelGpuTopFacts
  'guest-agents': GuestAgentsFacts
  prometheus: ExpositionFacts
}

/** What a host's tools said, as far as they were read: the input of `composeHost`. */
export type ToolParts = { [K in ToolId]?: ToolFacts[K] }

export function isToolId(text: string): text is ToolId {
  return (TOOL_IDS as readonly string[]).includes(text)
}
