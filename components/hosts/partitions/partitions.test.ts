import { describe, expect, test } from 'vitest'
import { layOutSlices } from '@/components/hardware/slice-segments'
import { aGpu } from '@/components/hosts/testing/host-facts'
import type { HostGpuInstance, HostMigProfile } from '@/server/core/inventory/host-gpu'
import { hasMig, hasVgpu } from './has-partitions'
import { describePlacements, describeSlices, layOutMig } from './mig-layout'

function aProfile(
  name: string,
  profileId: number,
  placements: HostMigProfile['placements'],
  freeInstances: number | null = 1,
): HostMigProfile {
  return {
    name,
    profileId,
    placements,
    totalInstances: 7,
    memoryGib: null,
    multiprocessors: null,
    reading: { freeInstances },
  }
}

function anInstance(gpuInstanceId: number, start: number | null, size: number | null): HostGpuInstance {
  return {
    gpuInstanceId,
    profileName: `${size}g`,
    profileId: null,
    startSlice: start,
    sizeSlices: size,
    memoryTotalMib: null,
    computeInstances: [],
  }
}

const one = aProfile('1g.10gb', 19, { starts: [0, 1, 2, 3, 4, 5, 6], sizeSlices: 1 })
const two = aProfile('2g.20gb', 14, { starts: [0, 2, 4], sizeSlices: 2 })
const whole = aProfile('7g.80gb', 0, { starts: [0], sizeSlices: 8 })

describe('the slices of a MIG GPU', () => {
  test('show who sits where and what the free runs still take, the largest first', () => {
    const layout = layOutMig({
      migProfiles: [one, two, whole],
      gpuInstances: [anInstance(5, 4, 4), anInstance(1, 1, 1)],
    })
    expect(layout).toMatchObject({ kind: 'drawn', slots: 8 })
    if (layout.kind !== 'drawn') return
    expect(
      layOutSlices(layout.slots, layout.segments).map(({ kind, start, size }) => [kind, start, size]),
    ).toEqual([
      ['placeable', 0, 1],
      ['used', 1, 1],
      ['placeable', 2, 2],
      ['used', 4, 4],
    ])
    expect(new Set(layout.segments.map(({ label }) => label))).toContain('2g.20gb')
  })

  test('offer no profile of which nothing is free, or of which that is not told', () => {
    const taken = { ...two, reading: { freeInstances: 0 } }
    const untold = { ...one, reading: { freeInstances: null } }
    const layout = layOutMig({
      migProfiles: [taken, untold, { ...whole, reading: { freeInstances: 0 } }],
      gpuInstances: [],
    })
    expect(layout).toEqual({ kind: 'drawn', slots: 8, segments: [] })
  })

  test('are not drawn from guesses, nor from what cannot be true', () => {
    const unplaced = { ...one, placements: null }
    const unknown = { kind: 'notDrawn', why: 'placementsUnknown' }
    expect(layOutMig({ migProfiles: null, gpuInstances: [] })).toEqual(unknown)
    expect(layOutMig({ migProfiles: [unplaced], gpuInstances: [anInstance(1, 0, 1)] })).toEqual(unknown)
    expect(layOutMig({ migProfiles: [whole], gpuInstances: null })).toEqual(unknown)
    expect(layOutMig({ migProfiles: [whole], gpuInstances: [anInstance(1, null, null)] })).toEqual(unknown)
    for (const gpuInstances of [
      [anInstance(1, 0, 4), anInstance(2, 3, 1)],
      [anInstance(1, 7, 2)],
      [anInstance(1, 0, 0)],
    ]) {
      expect(layOutMig({ migProfiles: [whole], gpuInstances })).toEqual({
        kind: 'notDrawn',
        why: 'placementsContradict',
      })
    }
  })

  test('are said in words as well', () => {
    expect(describePlacements(two)).toBe('0, 2, 4 · 2 slices')
    expect(describePlacements({ placements: null })).toBeNull()
    expect(describeSlices(anInstance(1, 4, 4))).toBe('slices 4 to 7')
    expect(describeSlices(anInstance(1, null, 4))).toBeNull()
  })
})

describe('the partitions of a GPU', () => {
  test('are shown where it can have them or something says that it should', () => {
    expect(hasMig(aGpu({ key: 'a' }))).toBe(false)
    expect(hasMig(aGpu({ key: 'a', migMode: { current: 'enabled', pending: null } }))).toBe(true)
    expect(hasMig(aGpu({ key: 'a', migProfiles: [one] }))).toBe(true)
    expect(hasVgpu(aGpu({ key: 'a', vgpus: [], vgpuTypes: [] }))).toBe(false)
    expect(hasVgpu(aGpu({ key: 'a', hostVgpuMode: 'SR-IOV' }))).toBe(true)
  })
})
