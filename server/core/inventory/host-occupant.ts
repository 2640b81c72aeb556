import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** Something that runs on a host, or is set up to, and that nobody asked Berth for (DOMAIN §5: brownfield). */
export interface HostOccupant {
  /** `vm:<uuid>`, or `vm:<name>` without one; `vgpu:<mdev uuid>` for a mediated device that no known VM holds. */
  key: string
  kind: 'virtualMachine' | 'vgpu'
  /** libvirt's. */
  name: string | null
  /** What people call it: OpenStack's name, or the definition's title. */
  title: string | null
  uuid: string | null
  /** libvirt's word: `running`, `paused`, `shut off`, … Null: not told. */
  state: string | null
  /** Holds its devices now. Null: not told, and so to be counted as holding. */
  isActive: boolean | null
  /** OpenStack's project, where the definition tells. */
  project: string | null
  vcpus: number | null
  memoryMib: Mib | null
  isMemoryLocked: boolean | null
  /** CPUs its vCPUs are bound to, together; null: not bound. */
  pinnedCpus: CpuList | null
  numaNodes: CpuList | null
  /** Null: its definition could not be read, so what it holds is not known. */
  devices: OccupiedDevice[] | null
  reading: {
    /** Of its QEMU process. */
    pid: number | null
    lockedMib: Mib | null
    residentMib: Mib | null
  }
}

export interface OccupiedDevice {
  attach: 'pfVfio' | 'vfVfio' | 'mdev'
  /** The function handed over, or the mediated device's parent. */
  address: PciAddress | null
  mdevUuid: string | null
  guestAddress: PciAddress | null
  /** The GPU it is, or is a part of; null for NICs and others, and where it cannot be told. */
  gpuKey: string | null
}
