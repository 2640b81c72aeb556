import type { AmdLayout, IntelLayout } from './accelerator-layout'
import type { NvidiaLayout } from './gpu-layout'
import type { DomainLayout, GuestSoftware, MdevLayout } from './guest-layout'
import type { PciFunction } from './pci-tree'

/** One moment of one host: everything that its tools would tell, told once, so that they cannot disagree. */
export interface HostLayout {
  hostname: string
  bootId: string
  machine: MachineLayout
  os: { prettyName: string; name: string; id: string; versionId: string; codename: string }
  kernel: KernelLayout
  cpu: CpuLayout
  /** By id, which may have gaps. */
  nodes: NodeLayout[]
  /** `distances[from][to]`, in the order of the nodes. */
  distances: number[][]
  pci: PciFunction[]
  /** Network adapters; `nvidia-smi topo` lists those that speak RDMA, in this order. */
  nics: NicLayout[]
  irqs: IrqLayout[]
  load: LoadLayout
  /** Null where the NVIDIA kernel module is not loaded: nvidia-smi is then never asked. */
  nvidia: NvidiaLayout | null
  amd: AmdLayout | null
  intel: IntelLayout | null
  /** Null where libvirt is not installed. */
  domains: DomainLayout[] | null
  /** Null where no driver offers mediated devices. */
  mdev: MdevLayout | null
  /** Null on physical hosts: only the collector of a virtual machine asks for it. */
  guest: GuestSoftware | null
}

export interface MachineLayout {
  productUuid: string
  vendor: string
  product: string
  family: string
  serial: string
  board: string
  biosVersion: string
  biosDate: string
}

export interface KernelLayout {
  release: string
  version: string
  /** Oldest first, the running one among them. */
  installed: string[]
  /** What the boot loader takes next; null where it cannot be told. */
  next: string | null
  isRebootRequired: boolean
  parameters: { name: string; value: string | null }[]
  /** Since the last run of the collector. */
  log: KernelEventLayout[]
}

/** Lines as the NVIDIA driver, the PCIe port driver and VFIO print them, all their numbers apart. */
export type KernelEventLayout = { seconds: number } & (
  | { kind: 'xid'; address: string; number: number; pid: number; process: string; text: string }
  | { kind: 'sxid'; address: string; number: number; text: string }
  | { kind: 'aer'; address: string; severity: 'Corrected' | 'Uncorrected (Non-Fatal)'; layer: string }
  | { kind: 'vfio'; address: string; text: string }
)

export interface CpuLayout {
  architecture: 'x86_64' | 'aarch64'
  vendorId: string
  model: string
  /** libvirt's name for it. */
  libvirtModel: string
  family: number
  modelNumber: number
  stepping: number
  sockets: number
  coresPerSocket: number
  threadsPerCore: number
  minMhz: number
  maxMhz: number
  /** How cores are dealt to the nodes: one stretch after another, or in turn (odd and even CPUs). */
  numbering: 'blocks' | 'interleaved'
}

export interface NodeLayout {
  id: number
  /** Only `cpu` nodes hold CPUs; `gpuMemory` is the memory of a Grace system's GPU. */
  kind: 'cpu' | 'memoryOnly' | 'gpuMemory'
  totalKib: number
  freeKib: number
  hugepages: { sizeKib: number; total: number; free: number }[]
}

export interface NicLayout {
  /** `eth0`, `ens1f0np0`. */
  name: string
  address: string
  driver: string
  driverVersion: string
  firmwareVersion: string
  /** `mlx5_0`; null for an adapter without RDMA. */
  rdmaName: string | null
  boardId: string
}

export interface IrqLayout {
  irq: number
  /** As the kernel names the line: `IR-PCI-MSIX-0000:15:00.0`. */
  chip: string
  action: string
  /** null: -1, it belongs to no node. */
  node: number | null
  affinity: number[]
  /** All of its interrupts went here. */
  effectiveCpu: number
  count: number
}

/** Readings of the whole host. */
export interface LoadLayout {
  /** Hundredths of a percent, and microseconds since boot. */
  pressure: {
    resource: 'cpu' | 'memory' | 'io' | 'irq'
    some: StallLayout | null
    full: StallLayout | null
  }[]
  softirqs: { name: string; perCpu: number }[]
}

export interface StallLayout {
  avg10: number
  avg60: number
  avg300: number
  totalMicroseconds: number
}
