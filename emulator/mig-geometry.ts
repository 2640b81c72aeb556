/** A GPU instance profile as `nvidia-smi mig -lgip` and `-lgipp` list it. */
export interface MigProfileLayout {
  id: number
  /** `1g.6gb`, `1g.6gb+me`. */
  name: string
  /** Of seven (four on the A30). */
  computeSlices: number
  memorySlices: number
  starts: number[]
  memoryMib: number
  multiprocessors: number
  copyEngines: number
  decoders: number
  encoders: number
  jpegEngines: number
  opticalFlowEngines: number
}

/** How a GPU instance's compute is shared out; the one that takes all of it bears the GPU instance's name. */
export interface ComputeProfile {
  id: number
  name: string
  computeSlices: number
  multiprocessors: number
}

type Row = [
  id: number,
  name: string,
  computeSlices: number,
  memorySlices: number,
  starts: number[],
  memoryMib: number,
  multiprocessors: number,
  copyEngines: number,
  decoders: number,
  jpegEngines: number,
  opticalFlowEngines: number,
]

const describe = ([
  id,
  name,
  computeSlices,
  memorySlices,
  starts,
  memoryMib,
  multiprocessors,
  copyEngines,
  decoders,
  jpegEngines,
  opticalFlowEngines,
]: Row): MigProfileLayout => ({
  id,
  name,
  computeSlices,
  memorySlices,
  starts,
  memoryMib,
  multiprocessors,
  copyEngines,
  decoders,
  encoders: 0,
  jpegEngines,
  opticalFlowEngines,
})

const A30_ROWS: Row[] = [
  [14, '1g.6gb', 1, 1, [0, 1, 2, 3], 5952, 14, 1, 0, 0, 0],
  [21, '1g.6gb+me', 1, 1, [0, 1, 2, 3], 5952, 14, 1, 1, 1, 1],
  [5, '2g.12gb', 2, 2, [0, 2], 11_968, 28, 2, 2, 0, 0],
  [6, '2g.12gb+me', 2, 2, [0, 2], 11_968, 28, 2, 2, 1, 1],
  [0, '4g.24gb', 4, 4, [0], 24_064, 56, 4, 4, 1, 1],
]

const H100_ROWS: Row[] = [
  [19, '1g.10gb', 1, 1, [0, 1, 2, 3, 4, 5, 6], 9984, 16, 1, 1, 1, 0],
  [20, '1g.10gb+me', 1, 1, [0, 1, 2, 3, 4, 5, 6], 9984, 16, 1, 1, 1, 1],
  [15, '1g.20gb', 1, 2, [0, 2, 4, 6], 20_096, 26, 1, 1, 1, 0],
  [14, '2g.20gb', 2, 2, [0, 2, 4], 20_096, 32, 2, 2, 2, 0],
  [9, '3g.40gb', 3, 4, [0, 4], 40_448, 60, 3, 3, 3, 0],
  [5, '4g.40gb', 4, 4, [0], 40_448, 64, 4, 4, 4, 0],
  [0, '7g.80gb', 7, 8, [0], 80_896, 132, 8, 7, 7, 1],
]

export const A30_PROFILES = A30_ROWS.map(describe)
export const H100_PROFILES = H100_ROWS.map(describe)

/** The profile of this name. @throws where the board has none */
export function findProfile(profiles: MigProfileLayout[], name: string): MigProfileLayout {
  const found = profiles.find((profile) => profile.name === name)
  if (!found) throw new Error(`no MIG profile is called ${name}`)
  return found
}

/** Ids of compute profiles by their number of slices, as NVML counts them. */
const COMPUTE_PROFILE_IDS: Record<number, number> = { 1: 0, 2: 1, 3: 2, 4: 3, 7: 4 }

/** `slices` of a GPU instance's compute; the name leaves them out when they are all of it. */
export function describeComputeProfile(profile: MigProfileLayout, slices: number): ComputeProfile {
  const isWhole = slices === profile.computeSlices
  return {
    id: COMPUTE_PROFILE_IDS[slices] ?? 0,
    name: isWhole ? profile.name : `${slices}c.${profile.name}`,
    computeSlices: slices,
    multiprocessors: isWhole
      ? profile.multiprocessors
      : Math.floor(profile.multiprocessors / profile.computeSlices) * slices,
  }
}

interface Placed {
  profile: MigProfileLayout
  start: number
}

/** Where a profile could still begin beside what is there, memory and compute both sufficing. */
export function listFreeStarts(
  profiles: MigProfileLayout[],
  profile: MigProfileLayout,
  placed: Placed[],
): number[] {
  const computeSlices = Math.max(...profiles.map((candidate) => candidate.computeSlices))
  const computeTaken = placed.reduce((sum, instance) => sum + instance.profile.computeSlices, 0)
  if (computeTaken + profile.computeSlices > computeSlices) return []
  // Of media extensions a GPU has one set.
  if (profile.name.endsWith('+me') && placed.some((instance) => instance.profile.name.endsWith('+me')))
    return []
  return profile.starts.filter((start) =>
    placed.every(
      (instance) =>
        start + profile.memorySlices <= instance.start ||
        instance.start + instance.profile.memorySlices <= start,
    ),
  )
}

/** How many more of a profile fit, taking the first place each time. */
export function countFreeInstances(
  profiles: MigProfileLayout[],
  profile: MigProfileLayout,
  placed: Placed[],
): number {
  const all = [...placed]
  for (let count = 0; ; count++) {
    const [start] = listFreeStarts(profiles, profile, all)
    if (start === undefined) return count
    all.push({ profile, start })
  }
}
