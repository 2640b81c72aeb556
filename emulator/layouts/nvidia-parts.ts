import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import type { GpuBoard } from '@/emulator/gpu-boards'
import {
  type ComputeInstanceLayout,
  type GpuInstanceLayout,
  type GpuLayout,
  NO_ECC_ERRORS,
  type NvidiaLayout,
  type P2pWord,
} from '@/emulator/gpu-layout'
import { describeComputeProfile, findProfile } from '@/emulator/mig-geometry'

/** A healthy GPU that does nothing, in slot `index` of a host. */
export function describeGpu(
  hostname: string,
  index: number,
  address: string,
  board: GpuBoard,
): Omit<
  GpuLayout,
  'vbiosVersion' | 'usedMib' | 'temperatureC' | 'powerW' | 'utilizationPercent' | 'processes'
> {
  return {
    address,
    board,
    uuid: `GPU-${deriveUuid(`${hostname}:gpu:${index}`)}`,
    serial: deriveSerial(`${hostname}:gpu:${index}`),
    moduleId: 1,
    mig: null,
    virtualization: 'None',
    hostVgpuMode: null,
    vgpus: [],
    memoryNode: null,
    replayCount: 0,
    ecc: { volatile: NO_ECC_ERRORS, aggregate: NO_ECC_ERRORS },
    retiredPages: null,
    remappedRows: { correctable: 0, uncorrectable: 0, isPending: false, hasFailed: false },
  }
}

export const DRIVER_580 = {
  driverVersion: '580.95.05',
  cudaVersion: '13.0',
  moduleFlavour: 'open',
} as const

/** What holds for GPUs of one host: `links` NVLinks between every two, `p2p` for reads between them. */
export function describePeers(
  count: number,
  links: number,
  p2p: P2pWord,
): Pick<NvidiaLayout, 'nvlinks' | 'p2pReads' | 'fabric' | 'fabricManager'> {
  const fill = <T>(same: T, other: T) =>
    Array.from({ length: count }, (_, row) =>
      Array.from({ length: count }, (_cell, column) => (row === column ? same : other)),
    )
  return { nvlinks: fill(0, links), p2pReads: fill<P2pWord>('OK', p2p), fabric: null, fabricManager: null }
}

/** A GPU instance of this profile; `slices` are those of its compute instances, all in one by default. */
export function describeGpuInstance(
  gpu: { uuid: string; board: GpuBoard },
  id: number,
  profileName: string,
  start: number,
  slices?: number[],
): GpuInstanceLayout {
  const profile = findProfile(gpu.board.migProfiles, profileName)
  let at = 0
  const computeInstances = (slices ?? [profile.computeSlices]).map((count, index): ComputeInstanceLayout => {
    const first = at
    at += count
    return {
      id: index,
      profile: describeComputeProfile(profile, count),
      start: first,
      uuid: `MIG-${deriveUuid(`${gpu.uuid}:${id}:${index}`)}`,
    }
  })
  return { id, profile, start, computeInstances }
}
