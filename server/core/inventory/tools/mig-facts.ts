/** What one `nvidia-smi mig -lgip` said: the GPU instance profiles each GPU could hold. */
export interface MigProfilesFacts {
  profiles: MigProfile[]
}

export interface MigProfile {
  gpuIndex: number
  /** As printed, without the word MIG: `1g.12gb`, `1g.12gb+me`. */
  name: string
  profileId: number
  freeInstances: number | null
  totalInstances: number | null
  /** GiB as printed: the vGPU build of the driver leaves less for the same name. */
  memoryGib: number | null
  hasP2p: boolean | null
  multiprocessors: number | null
  decoders: number | null
  encoders: number | null
  copyEngines: number | null
  jpegEngines: number | null
  opticalFlowEngines: number | null
}

/** What one `nvidia-smi mig -lgipp` said: where each profile may begin, in memory slices. */
export interface MigPlacementsFacts {
  placements: MigPlacements[]
}

export interface MigPlacements {
  gpuIndex: number
  profileId: number
  starts: number[]
  sizeSlices: number
}

/** What one `nvidia-smi mig -lgi` said. */
export interface GpuInstancesFacts {
  instances: GpuInstance[]
}

export interface GpuInstance {
  gpuIndex: number
  profileName: string | null
  profileId: number | null
  gpuInstanceId: number
  placementStart: number | null
  placementSize: number | null
}

/** What one `nvidia-smi mig -lci` said. */
export interface ComputeInstancesFacts {
  instances: ComputeInstance[]
}

export interface ComputeInstance {
  gpuIndex: number
  gpuInstanceId: number
  profileName: string | null
  profileId: number | null
  computeInstanceId: number
  placementStart: number | null
  placementSize: number | null
}
