import type {
  ComputeInstance,
  ComputeInstancesFacts,
  GpuInstance,
  GpuInstancesFacts,
  MigPlacements,
  MigPlacementsFacts,
  MigProfile,
  MigProfilesFacts,
} from '@/server/core/inventory/tools/mig-facts'
import { flag, listOf, objectOf, orNull, quantity, text, whole } from './exact-schema'

const migProfile = objectOf<MigProfile>({
  gpuIndex: whole,
  name: text,
  profileId: whole,
  freeInstances: orNull(whole),
  totalInstances: orNull(whole),
  memoryGib: orNull(quantity),
  hasP2p: orNull(flag),
  multiprocessors: orNull(whole),
  decoders: orNull(whole),
  encoders: orNull(whole),
  copyEngines: orNull(whole),
  jpegEngines: orNull(whole),
  opticalFlowEngines: orNull(whole),
})

export const migProfilesSchema = objectOf<MigProfilesFacts>({ profiles: listOf(migProfile) })

export const migPlacementsSchema = objectOf<MigPlacementsFacts>({
  placements: listOf(
    objectOf<MigPlacements>({ gpuIndex: whole, profileId: whole, starts: listOf(whole), sizeSlices: whole }),
  ),
})

const gpuInstance = objectOf<GpuInstance>({
  gpuIndex: whole,
  profileName: orNull(text),
  profileId: orNull(whole),
  gpuInstanceId: whole,
  startSlice: orNull(whole),
  sizeSlices: orNull(whole),
})

export const gpuInstancesSchema = objectOf<GpuInstancesFacts>({ instances: listOf(gpuInstance) })

const computeInstance = objectOf<ComputeInstance>({
  gpuIndex: whole,
  gpuInstanceId: whole,
  profileName: orNull(text),
  profileId: orNull(whole),
  computeInstanceId: whole,
  startSlice: orNull(whole),
  sizeSlices: orNull(whole),
})

export const computeInstancesSchema = objectOf<ComputeInstancesFacts>({ instances: listOf(computeInstance) })
