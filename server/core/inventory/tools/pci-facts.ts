import type { PciAddress } from '@/server/core/units/pci-address'

/** Ids of a PCI function: four hex digits each, lower case. */
export interface PciIds {
  /** Base class and subclass: `0302` is a 3D controller. */
  classCode: string | null
  vendorId: string | null
  deviceId: string | null
  subsystemVendorId: string | null
  subsystemDeviceId: string | null
}

/** What one `lspci -vvv -nn -D` (or any shorter form) said. */
export interface LspciFacts {
  functions: LspciFunction[]
}

export interface LspciFunction extends PciIds {
  address: PciAddress
  className: string | null
  /** Vendor and device as lspci names them, in one text: it prints no separator between the two. */
  name: string | null
  revision: string | null
  numaNode: number | null
  iommuGroup: number | null
  linkCapability: { speedGts: number | null; width: number | null } | null
  linkStatus: LspciLinkStatus | null
  /** The kernel driver in use; null when lspci showed none *or* was not asked (`-nn` without `-v`). */
  driver: string | null
  modules: string[]
  bars: PciBar[]
  /** A bridge's bus numbers, from which the tree follows. */
  bridge: { secondaryBus: number; subordinateBus: number } | null
  sriov: LspciSriov | null
  /** Access Control Services switched on (`SrcValid`, `ReqRedir`, …); null when not told. */
  acsEnabled: string[] | null
  /** Address Translation Services switched on; null when not told. */
  isAtsEnabled: boolean | null
  /** The slot's label, such as `3` or `16-1`. */
  physicalSlot: string | null
  /** PCI's own serial number, `48-b0-2d-ff-ff-5c-11-9a`; not the one on the board. */
  deviceSerial: string | null
  /** BARs whose size can be changed. */
  resizableBars: ResizableBar[]
  /** True where all its registers read as ones: it has fallen off the bus, or sleeps too deep. Never false. */
  isOffBus: true | null
}

export interface ResizableBar {
  index: number
  currentBytes: number | null
  supportedBytes: number[]
}

export interface LspciLinkStatus {
  speedGts: number | null
  width: number | null
  /** lspci's own word `(downgraded)`. True in idle says nothing about a fault. */
  isSpeedDowngraded: boolean
  isWidthDowngraded: boolean
}

export interface PciBar {
  index: number
  kind: 'memory' | 'io'
  sizeBytes: number | null
  is64Bit: boolean
  isPrefetchable: boolean
  /** The firmware or kernel found no room for it: the device cannot be passed through as it is. */
  isUnassigned: boolean
}

export interface LspciSriov {
  totalVfs: number | null
  numVfs: number | null
  /** Routing id of the first virtual function minus that of this one. */
  vfOffset: number | null
  vfStride: number | null
}

/** What sysfs said under /sys/bus/pci/devices, in the order of the text. */
export interface SysfsPciFacts {
  functions: SysfsPciFunction[]
}

export interface SysfsPciFunction extends PciIds {
  address: PciAddress
  currentLinkSpeedGts: number | null
  currentLinkWidth: number | null
  maxLinkSpeedGts: number | null
  maxLinkWidth: number | null
  /** As printed, so -1 stays: "the firmware names none", which only the number of nodes can turn into an answer. */
  numaNode: number | null
  sriovNumVfs: number | null
  sriovTotalVfs: number | null
  driver: string | null
  iommuGroup: number | null
  /** The bridge above; null at the root or when not told. */
  parent: PciAddress | null
  /** `pci0000:00` for a function directly below a root bus. */
  rootBus: string | null
}
