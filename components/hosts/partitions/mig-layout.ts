import type { SliceSegment } from '@/components/hardware/slice-segments'
import type { HostGpu, HostGpuInstance, HostMigProfile } from '@/server/core/inventory/host-gpu'

export type MigLayout =
  | { readonly kind: 'drawn'; readonly slots: number; readonly segments: readonly SliceSegment[] }
  /** Not all that a picture needs was told, or what was told cannot be true. */
  | { readonly kind: 'notDrawn'; readonly why: 'placementsUnknown' | 'placementsContradict' }

/**
 * Where the GPU instances sit on the memory slices, and which free runs a profile could begin in, the largest first.
 * Nothing is guessed: without the places of the profiles how many slices there are is not known.
 */
export function layOutMig({
  migProfiles,
  gpuInstances,
}: Pick<HostGpu, 'migProfiles' | 'gpuInstances'>): MigLayout {
  const slots = countSlots(migProfiles ?? [])
  if (slots === null || gpuInstances === null) return { kind: 'notDrawn', why: 'placementsUnknown' }
  const used: SliceSegment[] = []
  for (const instance of gpuInstances) {
    const segment = drawInstance(instance)
    if (segment === null) return { kind: 'notDrawn', why: 'placementsUnknown' }
    used.push(segment)
  }
  used.sort((a, b) => a.start - b.start)
  if (!isLegal(used, slots)) return { kind: 'notDrawn', why: 'placementsContradict' }
  return { kind: 'drawn', slots, segments: [...used, ...listPlaceable(used, slots, migProfiles ?? [])] }
}

/** Slices of the whole GPU: where the furthest place of any profile ends. Null where no profile's places are known. */
function countSlots(profiles: readonly HostMigProfile[]): number | null {
  const ends = profiles.flatMap(({ placements }) =>
    placements === null ? [] : placements.starts.map((start) => start + placements.sizeSlices),
  )
  return ends.length === 0 ? null : Math.max(...ends)
}

function drawInstance(instance: HostGpuInstance): SliceSegment | null {
  const { startSlice, sizeSlices, profileName, gpuInstanceId, computeInstances } = instance
  if (startSlice === null || sizeSlices === null) return null
  const shared = computeInstances.length > 1 ? ` · ${computeInstances.length} CI` : ''
  return {
    start: startSlice,
    size: sizeSlices,
    kind: 'used',
    label: `${profileName ?? `GI ${gpuInstanceId}`}${shared}`,
    series: (gpuInstanceId % 8) + 1,
  }
}

function isLegal(used: readonly SliceSegment[], slots: number): boolean {
  return used.every(
    ({ start, size }, index) =>
      size >= 1 && start >= (index === 0 ? 0 : endOf(used[index - 1])) && start + size <= slots,
  )
}

function endOf(segment: SliceSegment | undefined): number {
  return segment === undefined ? 0 : segment.start + segment.size
}

/** Free runs filled from the left with the largest profile that may begin there and is told to be free. */
function listPlaceable(
  used: readonly SliceSegment[],
  slots: number,
  profiles: readonly HostMigProfile[],
): SliceSegment[] {
  const taken = new Set(
    used.flatMap(({ start, size }) => Array.from({ length: size }, (_, at) => start + at)),
  )
  const placeable: SliceSegment[] = []
  for (let at = 0; at < slots; ) {
    const profile = chooseProfile(profiles, at, taken)
    if (profile?.placements) {
      const size = profile.placements.sizeSlices
      placeable.push({ start: at, size, kind: 'placeable', label: profile.name })
      at += size
    } else at += 1
  }
  return placeable
}

/** Variants of a size (`+me`, `+gfx`) come after the plain one: their extra engines are scarcer than their memory. */
function chooseProfile(
  profiles: readonly HostMigProfile[],
  start: number,
  taken: ReadonlySet<number>,
): HostMigProfile | undefined {
  return profiles
    .filter(({ placements, reading }) => {
      if (placements === null || reading.freeInstances === null || reading.freeInstances === 0) return false
      if (!placements.starts.includes(start)) return false
      return Array.from({ length: placements.sizeSlices }, (_, at) => start + at).every(
        (at) => !taken.has(at),
      )
    })
    .toSorted(
      (a, b) =>
        (b.placements?.sizeSlices ?? 0) - (a.placements?.sizeSlices ?? 0) ||
        a.name.length - b.name.length ||
        a.profileId - b.profileId,
    )[0]
}

/** `0, 2, 4 · 2 slices`. */
export function describePlacements({ placements }: Pick<HostMigProfile, 'placements'>): string | null {
  if (placements === null) return null
  const size = placements.sizeSlices === 1 ? '1 slice' : `${placements.sizeSlices} slices`
  return placements.starts.length === 0 ? `nowhere · ${size}` : `${placements.starts.join(', ')} · ${size}`
}

/** `slices 4 to 7`; null where it was not told. */
export function describeSlices({
  startSlice,
  sizeSlices,
}: Pick<HostGpuInstance, 'startSlice' | 'sizeSlices'>): string | null {
  if (startSlice === null || sizeSlices === null) return null
  return sizeSlices === 1 ? `slice ${startSlice}` : `slices ${startSlice} to ${startSlice + sizeSlices - 1}`
}
