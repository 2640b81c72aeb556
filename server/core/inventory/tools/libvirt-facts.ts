import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { NodeDistances } from './cpu-facts'
import type { MdevType } from './mdev-facts'
import type { PciIds } from './pci-facts'

/** What one `virsh capabilities` said of the host. */
export interface LibvirtCapabilitiesFacts {
  /** libvirt's host UUID, mostly the DMI product UUID; lower case. */
  hostUuid: string | null
  architecture: string | null
  /** libvirt's name of the nearest CPU model it knows, not the maker's: `Skylake-Client-noTSX-IBRS`. */
  cpuModel: string | null
  cpuVendor: string | null
  microcodeVersion: number | null
  /** Per NUMA node, and 1 where the machine is irregular: no witness for the sockets of the machine. */
  socketsPerCell: number | null
  /** Older versions do not tell. */
  diesPerSocket: number | null
  clustersPerDie: number | null
  /** Per cluster where those are told, per socket where dies are not told. */
  coresPerDie: number | null
  threadsPerCore: number | null
  /** Page sizes the CPU can map. */
  pageSizesKib: number[]
  hasIommu: boolean | null
  cells: LibvirtCell[]
  /** One row per cell that tells distances. */
  distances: NodeDistances[]
  caches: LibvirtCacheBank[]
  /** `selinux`, `apparmor`, `dac`, … */
  securityModels: string[]
  /** What can be run: `kvm` among `domainTypes` is hardware virtualisation. */
  guests: { osType: string | null; architecture: string | null; domainTypes: string[] }[]
}

/** A NUMA node as libvirt names it. */
export interface LibvirtCell {
  id: number
  memoryMib: Mib | null
  /** Pages of each size; the smallest size counts what no larger page took. */
  pages: { sizeKib: number; count: number | null }[]
  /** CPUs on line; '' for a node without. */
  cpus: CpuList | null
  cpuTopology: {
    id: number
    socketId: number | null
    dieId: number | null
    coreId: number | null
    siblings: CpuList | null
  }[]
}

export interface LibvirtCacheBank {
  id: number | null
  level: number | null
  /** `both`, `data`, `code`. */
  type: string | null
  sizeKib: number | null
  cpus: CpuList | null
}

/** `virsh nodedev-dumpxml` of PCI functions and mediated devices, one document or several; other devices are left out. */
export interface LibvirtNodedevFacts {
  pci: LibvirtPciDevice[]
  mdevs: LibvirtMdev[]
}

export interface LibvirtPciDevice extends PciIds {
  /** `pci_0000_06_00_0`. */
  name: string | null
  path: string | null
  /** The name of the device above: `pci_0000_00_01_0`, `computer`. */
  parent: string | null
  parentAddress: PciAddress | null
  /** Null where name and numbers contradict each other, or neither tells. */
  address: PciAddress | null
  /** The address three times over, as its name, the end of its sysfs path and its decimal numbers have it. */
  addressBy: { name: PciAddress | null; path: PciAddress | null; numbers: PciAddress | null }
  driver: string | null
  vendorName: string | null
  productName: string | null
  numaNode: number | null
  iommuGroup: number | null
  /** All functions of the group, itself among them; null when not told or not told readably. */
  iommuGroupMembers: PciAddress[] | null
  linkCapability: LibvirtLink | null
  /** Null too where libvirt says "no link" (width 0). */
  linkStatus: LibvirtLink | null
  mdevTypes: MdevType[]
  /** Virtual functions it has now; null when not told, which is what functions without SR-IOV do. */
  virtualFunctions: PciAddress[] | null
  maxVirtualFunctions: number | null
  physicalFunction: PciAddress | null
  vpd: LibvirtVpd | null
}

export interface LibvirtLink {
  speedGts: number | null
  width: number | null
}

/** Vital product data, of the maker's own making. */
export interface LibvirtVpd {
  name: string | null
  partNumber: string | null
  serial: string | null
  manufacturerId: string | null
  changeLevel: string | null
  assetTag: string | null
}

export interface LibvirtMdev {
  /** `mdev_4b20d080_1b54_4048_85b3_a6a62d165c01`, since libvirt 7.8 with the parent's address behind. */
  name: string | null
  path: string | null
  uuid: string | null
  parent: PciAddress | null
  typeId: string | null
  driver: string | null
  iommuGroup: number | null
}

/** The names of `virsh nodedev-list --cap mdev|pci`. */
export interface LibvirtNodedevListFacts {
  names: {
    name: string
    /** A PCI function's own. */
    address: PciAddress | null
    mdevUuid: string | null
    /** Null where the name of a mediated device does not tell, as before libvirt 7.8. */
    mdevParent: PciAddress | null
  }[]
}

/** What one `virsh list --all` said, with or without its options `--uuid --name` and `--title`. */
export interface LibvirtListFacts {
  domains: {
    /** Runtime id; null when not running or not told. */
    id: number | null
    /** Null under `--uuid` alone. */
    name: string | null
    /** `running`, `paused`, `shut off`, …; null when not told. */
    state: string | null
    uuid: string | null
    title: string | null
  }[]
}

/** `virsh dumpxml` of domains, one document or several. */
export interface LibvirtDomainsFacts {
  domains: LibvirtDomain[]
}

/** Passwords and the arguments of QEMU's command line are never read. */
export interface LibvirtDomain {
  name: string | null
  /** Lower case; what the guest sees as its DMI product UUID. */
  uuid: string | null
  /** Runtime id of a running domain. */
  id: number | null
  /** `kvm`, `qemu`, … */
  type: string | null
  title: string | null
  /** OpenStack's metadata, where there is any. */
  nova: LibvirtNovaInstance | null
  /** libosinfo's name of the guest's system: `http://ubuntu.com/ubuntu/22.04`. */
  osinfoId: string | null
  memoryMib: Mib | null
  currentMemoryMib: Mib | null
  /** Up to which memory can be plugged in while it runs. */
  maxMemoryMib: Mib | null
  /** Null: not backed by huge pages. Size null: the host's default size. */
  hugepages: { sizeKib: number | null; nodeset: CpuList | null }[] | null
  /** True where it is told; null says nothing, since VFIO locks a guest's memory anyway. */
  isMemoryLocked: boolean | null
  vcpus: number | null
  /** Fewer than `vcpus` while some are unplugged; null: all. */
  vcpusCurrent: number | null
  vcpuPlacement: string | null
  cpuset: CpuList | null
  cpuShares: number | null
  cpuPeriodUs: number | null
  /** Negative: no limit. */
  cpuQuotaUs: number | null
  vcpuPins: { vcpu: number; cpus: CpuList }[]
  emulatorPin: CpuList | null
  iothreads: number | null
  iothreadPins: { iothread: number; cpus: CpuList }[]
  schedulers: LibvirtScheduler[]
  numatune: LibvirtNumatune | null
  cpuMode: string | null
  cpuModel: string | null
  cpuTopology: LibvirtCpuTopology | null
  /** The NUMA nodes that the guest sees. */
  numaCells: { id: number | null; cpus: CpuList | null; memoryMib: Mib | null }[]
  architecture: string | null
  machine: string | null
  /** `efi` or `bios` where libvirt chose the loader itself. */
  firmware: string | null
  loader: string | null
  hasSecureBoot: boolean | null
  emulator: string | null
  /** Confidential computing: `sev`, `sev-snp`, `tdx`. */
  launchSecurity: string | null
  /** The guest agent's channel; `unknown` where the domain does not run. Null: it has none. */
  guestAgentChannel: 'connected' | 'disconnected' | 'unknown' | null
  /** `qxl`, `virtio`, `none`, … */
  videoModels: string[]
  /** Arguments of its own for QEMU, which may hand over devices that libvirt knows nothing of. */
  hasQemuArguments: boolean
  /** PCI host devices handed to it, network interfaces among them. */
  hostdevPci: LibvirtHostdevPci[]
  /** Mediated devices handed to it. */
  hostdevMdev: LibvirtHostdevMdev[]
}

/** What the guest sees: each a number per one of the row before. */
export interface LibvirtCpuTopology {
  sockets: number | null
  dies: number | null
  clusters: number | null
  cores: number | null
  threads: number | null
}

export interface LibvirtNovaInstance {
  name: string | null
  flavor: string | null
  /** `resources:VGPU`, `pci_passthrough:alias`, `hw:cpu_policy`, … */
  extraSpecs: { name: string; value: string | null }[]
  userId: string | null
  userName: string | null
  projectId: string | null
  projectName: string | null
  creationTime: string | null
}

/** Real-time scheduling of some of its threads. */
export interface LibvirtScheduler {
  threads: 'vcpu' | 'iothread' | 'emulator'
  /** Which vCPUs or I/O threads; null for the emulator. */
  ids: CpuList | null
  /** `fifo`, `rr`, `batch`, `idle`. */
  policy: string | null
  priority: number | null
}

export interface LibvirtNumatune {
  /** `strict`, `interleave`, `preferred`, `restrictive`. */
  mode: string | null
  nodeset: CpuList | null
  placement: string | null
  /** Per NUMA node of the guest. */
  memnodes: { cell: number | null; mode: string | null; nodeset: CpuList | null }[]
}

export interface LibvirtHostdevPci {
  /** Null where it is unreadable: something is handed over all the same. */
  source: PciAddress | null
  guest: PciAddress | null
  /** `vfio`, or the variant driver that was asked for: `nvgrace_gpu_vfio_pci`. */
  driver: string | null
  isManaged: boolean | null
  /** A network interface of type hostdev. */
  isInterface: boolean
}

export interface LibvirtHostdevMdev {
  /** Null where it is unreadable: something is handed over all the same. */
  uuid: string | null
  guest: PciAddress | null
  /** `vfio-pci`. */
  model: string | null
}

/** `virsh vcpupin|emulatorpin|iothreadinfo DOMAIN`, each block under a line `# domain NAME` of the collector. */
export interface LibvirtPinsFacts {
  domains: {
    /** Null: the only block, without such a line. */
    domain: string | null
    /** `subject` is the vCPU's or I/O thread's number, `*` the emulator. Null: virsh gave no table. */
    pins: { subject: string; cpus: CpuList | null }[] | null
  }[]
}

/** `virsh guestinfo DOMAIN`, blocks as above: what the guest's agent says of itself. */
export interface LibvirtGuestinfoFacts {
  domains: LibvirtGuestinfo[]
}

export interface LibvirtGuestinfo {
  domain: string | null
  /** False: no agent answered. Null: not told, as of a domain that does not run. */
  hasAgent: boolean | null
  osId: string | null
  osName: string | null
  osPrettyName: string | null
  osVersion: string | null
  osVersionId: string | null
  kernelRelease: string | null
  kernelVersion: string | null
  architecture: string | null
  hostname: string | null
}

/** Running QEMU processes: what /proc/<pid>/status says, by domain. */
export interface QemuProcessesFacts {
  /** In the order printed. Sizes are readings, rounded down to whole MiB. */
  processes: {
    pid: number
    /** From `-name guest=…`; nothing else of the command line is collected. */
    domain: string | null
    /** Lower case. */
    domainUuid: string | null
    /** VmLck: guest memory that VFIO's type 1 driver or `<locked/>` holds. */
    lockedMib: Mib | null
    /** VmPin: guest memory that iommufd or vDPA holds. */
    pinnedMib: Mib | null
    /** VmRSS, which leaves out huge pages of hugetlbfs. */
    residentMib: Mib | null
    hugetlbMib: Mib | null
    swappedMib: Mib | null
    cpusAllowed: CpuList | null
    memsAllowed: CpuList | null
    threads: number | null
  }[]
}
