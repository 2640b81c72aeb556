/** A virtual machine as libvirt knows it. */
export interface DomainLayout {
  name: string
  uuid: string
  /** Null while it does not run. */
  running: RunningDomain | null
  nova: { name: string; flavor: string; projectId: string; projectName: string } | null
  memoryMib: number
  /** Null: pages of the usual size. */
  hugepages: { sizeKib: number; nodes: number[] } | null
  isMemoryLocked: boolean
  vcpus: number
  /** Per vCPU the CPUs it may run on; empty where it floats. */
  vcpuPins: number[][]
  emulatorPin: number[] | null
  iothreadPins: number[][]
  numaNodes: number[] | null
  cpuTopology: { sockets: number; dies: number; cores: number; threads: number }
  machine: string
  loader: string | null
  hasSecureBoot: boolean
  hostdevs: { source: string; guest: string }[]
  mdevs: { uuid: string; guest: string }[]
}

export interface RunningDomain {
  id: number
  pid: number
  threads: number
  residentKib: number
  lockedKib: number
  /** What the guest's agent says of itself; null: nobody answers. */
  agent: { osId: string; osName: string; osVersion: string; kernelRelease: string; hostname: string } | null
}

/** Mediated devices and the vGPU types of virtual functions. */
export interface MdevLayout {
  parents: { address: string; types: MdevTypeLayout[] }[]
  instances: { uuid: string; parent: string; typeId: string; iommuGroup: number }[]
  /** Vendor-specific VFIO: `currentTypeId` 0 is "no vGPU". */
  virtualFunctions: {
    address: string
    currentTypeId: number
    creatable: { typeId: number; name: string }[]
  }[]
}

export interface MdevTypeLayout {
  /** `nvidia-1155`. */
  typeId: string
  name: string
  availableInstances: number
  framebufferMib: number
  maxInstances: number
}

/** What a guest brings with it. */
export interface GuestSoftware {
  driverVersion: string
  cudaDriverVersion: string
  cudaToolkitVersion: string | null
  containerToolkitVersion: string | null
  dcgmVersion: string | null
  qemuGuestAgentVersion: string | null
  griddState: string
  licenses: { gpu: string; product: string; status: string; expiry: string | null }[]
}
