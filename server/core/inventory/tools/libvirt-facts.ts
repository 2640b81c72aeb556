import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { NodeDistances } from './cpu-facts'
import type { MdevType } from './mdev-facts'
import type { PciIds } from './pci-facts'

/** What one `virsh capabilities` said of the host. */
export interface LibvirtCapabilitiesFacts {
  /** libvirt's host UUID, mostly the DMI product UUID. */
  hostUuid: string | null
  architecture: string | null
  cpuModel: string | null
  cpuVendor: string | null
  sockets: number | null
  dies: number | null
  coresPerSocket: number | null
  threadsPerCore: number | null
  hasIommu: boolean | null
  cells: LibvirtCell[]
  distances: NodeDistances[]
}

export interface LibvirtCell {
  id: number
  memoryMib: Mib | null
  pages: { sizeKib: number; count: number | null }[]
  cpus: CpuList | null
  cpuTopology: {
    id: number
    socketId: number | null
    dieId: number | null
    coreId: number | null
    siblings: CpuList | null
  }[]
}

/** `virsh nodedev-dumpxml` of PCI functions and mediated devices, one document or several. */
export interface LibvirtNodedevFacts {
  pci: LibvirtPciDevice[]
  mdevs: LibvirtMdev[]
}

export interface LibvirtPciDevice extends PciIds {
  /** `pci_0000_06_00_0`. */
  name: string
  path: string | null
  parent: string | null
  /** From the decimal domain, bus, slot and function. Null where name, path and numbers contradict each other. */
  address: PciAddress | null
  driver: string | null
  vendorName: string | null
  productName: string | null
  numaNode: number | null
  iommuGroup: number | null
  iommuGroupMembers: PciAddress[] | null
  linkCapability: { speedGts: number | null; width: number | null } | null
  linkStatus: { speedGts: number | null; width: number | null } | null
  mdevTypes: MdevType[]
  /** Virtual functions it has now; null when not told. */
  virtualFunctions: PciAddress[] | null
  maxVirtualFunctions: number | null
  physicalFunction: PciAddress | null
  serial: string | null
  partNumber: string | null
}

export interface LibvirtMdev {
  name: string
  uuid: string | null
  parent: PciAddress | null
  typeId: string | null
  iommuGroup: number | null
}

/** The names of `virsh nodedev-list --cap mdev|pci`. */
export interface LibvirtNodedevListFacts {
  names: { name: string; address: PciAddress | null; mdevUuid: string | null }[]
}

/** What one `virsh list --all` said. */
export interface LibvirtListFacts {
  domains: { id: number | null; name: string; state: string | null; uuid: string | null }[]
}

/** `virsh dumpxml` of domains, one document or several. */
export interface LibvirtDomainsFacts {
  domains: LibvirtDomain[]
}

export interface LibvirtDomain {
  name: string
  uuid: string | null
  /** Runtime id of a running domain. */
  id: number | null
  title: string | null
  /** OpenStack's metadata, where there is any. */
  nova: {
    name: string | null
    flavor: string | null
    projectId: string | null
    projectName: string | null
  } | null
  memoryMib: Mib | null
  currentMemoryMib: Mib | null
  hugepages: { sizeKib: number | null; nodeset: CpuList | null }[] | null
  isMemoryLocked: boolean | null
  vcpus: number | null
  vcpusCurrent: number | null
  vcpuPlacement: string | null
  cpuset: CpuList | null
  vcpuPins: { vcpu: number; cpus: CpuList }[]
  emulatorPin: CpuList | null
  iothreads: number | null
  iothreadPins: { iothread: number; cpus: CpuList }[]
  numatune: { mode: string | null; nodeset: CpuList | null } | null
  cpuMode: string | null
  cpuTopology: {
    sockets: number | null
    dies: number | null
    cores: number | null
    threads: number | null
  } | null
  machine: string | null
  loader: string | null
  hasSecureBoot: boolean | null
  /** PCI host devices handed to it. */
  hostdevPci: {
    source: PciAddress
    guest: PciAddress | null
    driver: string | null
    isManaged: boolean | null
  }[]
  /** Mediated devices handed to it. */
  hostdevMdev: { uuid: string; guest: PciAddress | null; model: string | null }[]
}

/** `virsh vcpupin|emulatorpin|iothreadinfo DOMAIN`, each block under a line `# domain NAME` of the collector. */
export interface LibvirtPinsFacts {
  domains: { domain: string | null; pins: { subject: string; cpus: CpuList }[] }[]
}

/** `virsh guestinfo DOMAIN`, blocks as above: what the guest's agent says of itself. */
export interface LibvirtGuestinfoFacts {
  domains: {
    domain: string | null
    /** False: the agent did not answer. */
    hasAgent: boolean
    osId: string | null
    osName: string | null
    osVersion: string | null
    kernelRelease: string | null
    hostname: string | null
  }[]
}

/** Running QEMU processes: what /proc/<pid>/status says, by domain. */
export interface QemuProcessesFacts {
  processes: {
    pid: number
    /** From `-name guest=…`; nothing else of the command line is collected. */
    domain: string | null
    domainUuid: string | null
    lockedMib: Mib | null
    residentMib: Mib | null
    cpusAllowed: CpuList | null
    memsAllowed: CpuList | null
    threads: number | null
  }[]
}
