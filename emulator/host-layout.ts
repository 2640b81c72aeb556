import type { GpuBoard } from './gpu-boards'
import type { PciFunction } from './pci-tree'

/** One moment of one host: everything that its tools would tell, told once, so that they cannot disagree. */
export interface HostLayout {
  hostname: string
  bootId: string
  machine: MachineLayout
  os: { prettyName: string; name: string; id: string; versionId: string; codename: string }
  kernel: { release: string; version: string }
  cpu: CpuLayout
  /** All nodes hold CPUs and memory; CPUs are dealt out evenly and in order. */
  nodes: NodeLayout[]
  /** `distances[from][to]` of the nodes. */
  distances: number[][]
  pci: PciFunction[]
  /** RDMA devices in the order in which `nvidia-smi topo` lists them. */
  rdma: { address: string; name: string }[]
  /** Null where the NVIDIA kernel module is not loaded: nvidia-smi is then never asked. */
  nvidia: NvidiaLayout | null
}

export interface MachineLayout {
  productUuid: string
  vendor: string
  product: string
  serial: string
  board: string
  biosVersion: string
  biosDate: string
}

export interface CpuLayout {
  vendorId: string
  model: string
  family: number
  modelNumber: number
  stepping: number
  sockets: number
  coresPerSocket: number
  threadsPerCore: number
  minMhz: number
  maxMhz: number
}

export interface NodeLayout {
  totalKib: number
  freeKib: number
  hugepages: { sizeKib: number; total: number; free: number }[]
}

export interface NvidiaLayout {
  driverVersion: string
  cudaVersion: string
  gpus: GpuLayout[]
  /** NVLinks between every two GPUs; 0 without a fabric. */
  nvlinksPerPair: number
  fabric: { cliqueId: number; clusterUuid: string } | null
}

export interface GpuLayout {
  address: string
  board: GpuBoard
  uuid: string
  serial: string
  moduleId: number
  vbiosVersion: string
  mig: MigInstance[] | null
  usedMib: number
  temperatureC: number
  powerW: number
  utilizationPercent: number
  replayCount: number
  correctableRowRemaps: number
  processes: { pid: number; name: string; usedMib: number }[]
}

/** One GPU instance with one compute instance over all of it. */
export interface MigInstance {
  gpuInstanceId: number
  multiprocessors: number
  memoryMib: number
  copyEngines: number
  decoders: number
}
