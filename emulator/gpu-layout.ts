import type { GpuBoard } from './gpu-boards'
import type { ComputeProfile, MigProfileLayout } from './mig-geometry'

export type P2pWord = 'OK' | 'CNS' | 'GNS' | 'TNS' | 'NS'

/** What NVIDIA's driver manages on a host. */
export interface NvidiaLayout {
  driverVersion: string
  /** Null under the vGPU manager, which has none. */
  cudaVersion: string | null
  moduleFlavour: 'open' | 'proprietary'
  gpus: GpuLayout[]
  /** `nvlinks[a][b]`: NVLinks bonded between two GPUs, 0 without. */
  nvlinks: number[][]
  /** `p2pReads[a][b]`: whether one GPU may read the memory of another; the diagonal is not looked at. */
  p2pReads: P2pWord[][]
  fabric: { cliqueId: number; clusterUuid: string } | null
  /** Null where it is not installed. */
  fabricManager: { version: string; activeState: string; subState: string; mode: 0 | 1 | 2 } | null
}

export interface GpuLayout {
  address: string
  board: GpuBoard
  uuid: string
  serial: string
  moduleId: number
  vbiosVersion: string
  /** Null: not in MIG mode. */
  mig: GpuInstanceLayout[] | null
  virtualization: 'None' | 'Pass-Through' | 'Host VGPU'
  hostVgpuMode: 'SR-IOV' | 'Non SR-IOV' | null
  vgpus: VgpuLayout[]
  /** The NUMA node that is this GPU's memory (Grace). */
  memoryNode: number | null
  usedMib: number
  temperatureC: number
  powerW: number
  utilizationPercent: number
  replayCount: number
  ecc: { volatile: EccLayout; aggregate: EccLayout } | null
  /** Of the boards before row remapping. */
  retiredPages: { singleBit: number; doubleBit: number; isPending: boolean } | null
  remappedRows: { correctable: number; uncorrectable: number; isPending: boolean; hasFailed: boolean } | null
  processes: GpuProcessLayout[]
}

export interface EccLayout {
  sramCorrected: number
  sramUncorrected: number
  dramCorrected: number
  dramUncorrected: number
}

export interface GpuProcessLayout {
  pid: number
  type: 'C' | 'G' | 'C+G' | 'M+C'
  name: string
  usedMib: number
  /** Both null outside MIG. */
  gpuInstanceId: number | null
  computeInstanceId: number | null
}

export interface GpuInstanceLayout {
  id: number
  profile: MigProfileLayout
  /** First memory slice. */
  start: number
  computeInstances: ComputeInstanceLayout[]
}

export interface ComputeInstanceLayout {
  id: number
  profile: ComputeProfile
  /** First compute slice within its GPU instance. */
  start: number
  uuid: string
}

/** A vGPU that runs now. */
export interface VgpuLayout {
  vgpuId: number
  vmUuid: string
  vmName: string
  typeName: string
  typeId: number
  mdevUuid: string | null
  /** The virtual function it runs on. */
  address: string | null
  guestDriverVersion: string
  licenseStatus: string
  framebufferMib: number
  usedMib: number
  utilizationPercent: number
}

export const NO_ECC_ERRORS: EccLayout = {
  sramCorrected: 0,
  sramUncorrected: 0,
  dramCorrected: 0,
  dramUncorrected: 0,
}
