/**
 * What one `nvidia-smi mig -lgip` said: the GPU instance profiles each GPU could hold. Empty where it listed none:
 * no GPU is MIG-capable, or, with early drivers, MIG is switched off.
 */
export interface MigProfilesFacts {
  profiles: MigProfile[]
}

export interface MigProfile {
  /** NVML's index. */
  gpuIndex: number
  /** As printed, without the word MIG: `1g.12gb`, `1g.12gb+me`, `1g.24gb-me`, `4g.96gb+gfx`. */
  name: string
  /** What `-cgi` takes. Not the same number for the same name on all GPUs. */
  profileId: number
  /** How many more would fit now; 0 is told. */
  freeInstances: number | null
  totalInstances: number | null
  /** GiB as printed, two decimals: the vGPU build of the driver leaves less for the same name. */
  memoryGib: number | null
  hasP2p: boolean | null
  multiprocessors: number | null
  decoders: number | null
  encoders: number | null
  copyEngines: number | null
  jpegEngines: number | null
  opticalFlowEngines: number | null
}

/** What one `nvidia-smi mig -lgipp` said: where each profile may begin. */
export interface MigPlacementsFacts {
  placements: MigPlacements[]
}

export interface MigPlacements {
  gpuIndex: number
  profileId: number
  /** First memory slice of each possible placement. */
  starts: number[]
  /** Memory slices that each placement takes. */
  sizeSlices: number
}

/** What one `nvidia-smi mig -lgi` said: the GPU instances there are. */
export interface GpuInstancesFacts {
  instances: GpuInstance[]
}

export interface GpuInstance {
  gpuIndex: number
  /** Without the word MIG. */
  profileName: string | null
  profileId: number | null
  gpuInstanceId: number
  /** First memory slice. */
  startSlice: number | null
  /** Memory slices. */
  sizeSlices: number | null
}

/** What one `nvidia-smi mig -lci` said: the compute instances there are. */
export interface ComputeInstancesFacts {
  instances: ComputeInstance[]
}

export interface ComputeInstance {
  gpuIndex: number
  gpuInstanceId: number
  /** Without the word MIG: `3g.20gb` takes its GPU instance whole, `1c.3g.20gb` shares its memory with others. */
  profileName: string | null
  /** Of the compute instance; another numbering than that of GPU instances. */
  profileId: number | null
  computeInstanceId: number
  /** First compute slice within the GPU instance. Drivers before 470 do not tell. */
  startSlice: number | null
  /** Compute slices. */
  sizeSlices: number | null
}
