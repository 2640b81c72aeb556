import type { GpuLayout, NvidiaLayout } from '@/emulator/gpu-layout'

const inMigMode = ({ gpus }: NvidiaLayout) =>
  gpus.flatMap((gpu, gpuIndex) => (gpu.mig ? [{ gpu, gpuIndex, mig: gpu.mig }] : []))

export function expectMigProfiles(nvidia: NvidiaLayout) {
  return {
    profiles: inMigMode(nvidia).flatMap(({ gpu, gpuIndex, mig }) =>
      gpu.board.migProfiles.map((profile) => ({
        gpuIndex,
        name: profile.name,
        profileId: profile.id,
        freeInstances: countFree(gpu, mig, profile.id),
        totalInstances: countFree(gpu, [], profile.id),
        memoryGib: Number((profile.memoryMib / 1024).toFixed(2)),
        hasP2p: false,
        multiprocessors: profile.multiprocessors,
        decoders: profile.decoders,
        encoders: profile.encoders,
        copyEngines: profile.copyEngines,
        jpegEngines: profile.jpegEngines,
        opticalFlowEngines: profile.opticalFlowEngines,
      })),
    ),
  }
}

/** By marking slices: memory from its starts in turn, compute until it runs out, media extensions once. */
function countFree({ board }: GpuLayout, taken: NonNullable<GpuLayout['mig']>, profileId: number): number {
  const profile = board.migProfiles.find(({ id }) => id === profileId)
  if (!profile) return 0
  const slices = new Set<number>()
  const mark = (start: number, size: number) => {
    for (let slice = start; slice < start + size; slice++) slices.add(slice)
  }
  for (const { start, profile: other } of taken) mark(start, other.memorySlices)
  const most = board.architecture === 'Ampere' ? 4 : 7
  let compute = most - taken.reduce((sum, { profile: other }) => sum + other.computeSlices, 0)
  let extensions = taken.some(({ profile: other }) => other.name.includes('+me')) ? 0 : 1
  let count = 0
  for (const start of profile.starts) {
    const needed = Array.from({ length: profile.memorySlices }, (_, offset) => start + offset)
    if (needed.some((slice) => slices.has(slice)) || compute < profile.computeSlices) continue
    if (profile.name.includes('+me') && extensions === 0) continue
    mark(start, profile.memorySlices)
    compute -= profile.computeSlices
    if (profile.name.includes('+me')) extensions -= 1
    count += 1
  }
  return count
}

export function expectMigPlacements(nvidia: NvidiaLayout) {
  return {
    placements: inMigMode(nvidia).flatMap(({ gpu, gpuIndex }) =>
      gpu.board.migProfiles.map(({ id, starts, memorySlices }) => ({
        gpuIndex,
        profileId: id,
        starts,
        sizeSlices: memorySlices,
      })),
    ),
  }
}

export function expectGpuInstances(nvidia: NvidiaLayout) {
  return {
    instances: inMigMode(nvidia).flatMap(({ gpuIndex, mig }) =>
      mig.map(({ id, profile, start }) => ({
        gpuIndex,
        profileName: profile.name,
        profileId: profile.id,
        gpuInstanceId: id,
        startSlice: start,
        sizeSlices: profile.memorySlices,
      })),
    ),
  }
}

export function expectComputeInstances(nvidia: NvidiaLayout) {
  return {
    instances: inMigMode(nvidia).flatMap(({ gpuIndex, mig }) =>
      mig.flatMap((gpuInstance) =>
        gpuInstance.computeInstances.map(({ id, profile, start }) => ({
          gpuIndex,
          gpuInstanceId: gpuInstance.id,
          profileName: profile.name,
          profileId: profile.id,
          computeInstanceId: id,
          startSlice: start,
          sizeSlices: profile.computeSlices,
        })),
      ),
    ),
  }
}
