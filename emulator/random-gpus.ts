import fc from 'fast-check'
import { A30, GB200, type GpuBoard, H100_SXM, L40S, P100, T4 } from './gpu-boards'
import type { EccLayout, GpuInstanceLayout, GpuLayout, GpuProcessLayout } from './gpu-layout'
import { describeComputeProfile, listFreeStarts } from './mig-geometry'

const BOARDS = [H100_SXM, L40S, A30, T4, P100, GB200]

/** What is decided of a GPU before it is plugged in. */
export interface GpuPlan {
  board: GpuBoard
  /** `vfio-pci`: nvidia-smi does not see it. */
  isHeld: boolean
  domain: number
  nodeChoice: number
  /** `shared`: on a switch that is there already, where one is. */
  place: 'root' | 'switch' | 'nestedSwitch' | 'shared'
  isNarrow: boolean
  vfCount: number
  uuid: string
  serial: number
  isMig: boolean
  migPicks: { profile: number; start: number; split: 'whole' | 'ones' | 'first' }[]
  hasBarTrouble: boolean
  readings: {
    usedShare: number
    temperatureC: number
    powerHundredths: number
    utilizationPercent: number
    replayCount: number
  }
  ecc: { volatile: EccLayout; aggregate: EccLayout }
  remapped: { correctable: number; uncorrectable: number; isPending: boolean; hasFailed: boolean }
  retired: { singleBit: number; doubleBit: number; isPending: boolean }
  processes: Omit<GpuProcessLayout, 'gpuInstanceId' | 'computeInstanceId'>[]
}

const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 }))
const ecc = fc.record({
  sramCorrected: count,
  sramUncorrected: count,
  dramCorrected: count,
  dramUncorrected: count,
})
const process = fc.record({
  pid: fc.integer({ min: 1, max: 4_194_304 }),
  type: fc.constantFrom('C' as const, 'G' as const, 'C+G' as const, 'M+C' as const),
  name: fc.constantFrom('/usr/bin/python3', '/opt/a&b/<run>', '[Not Found]x', '/opt/with blank/"serve"'),
  usedMib: fc.integer({ min: 0, max: 9000 }),
})

export const arbitraryGpu: fc.Arbitrary<GpuPlan> = fc.record({
  board: fc.constantFrom(...BOARDS),
  isHeld: fc.boolean(),
  domain: fc.constantFrom(0, 0, 0, 1, 2, 0xa),
  nodeChoice: fc.nat({ max: 15 }),
  place: fc.constantFrom('root' as const, 'switch' as const, 'nestedSwitch' as const, 'shared' as const),
  isNarrow: fc.boolean(),
  vfCount: fc.integer({ min: 0, max: 6 }),
  uuid: fc.uuid({ version: 4 }),
  serial: fc.integer({ min: 1_000_000_000_000, max: 1_999_999_999_999 }),
  isMig: fc.boolean(),
  migPicks: fc.array(
    fc.record({
      profile: fc.nat({ max: 6 }),
      start: fc.nat({ max: 6 }),
      split: fc.constantFrom('whole' as const, 'ones' as const, 'first' as const),
    }),
    { maxLength: 6 },
  ),
  hasBarTrouble: fc.boolean(),
  readings: fc.record({
    usedShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
    temperatureC: fc.integer({ min: 1, max: 95 }),
    powerHundredths: fc.integer({ min: 1000, max: 70_000 }),
    utilizationPercent: fc.integer({ min: 0, max: 100 }),
    replayCount: count,
  }),
  ecc: fc.record({ volatile: ecc, aggregate: ecc }),
  remapped: fc.record({
    correctable: count,
    uncorrectable: count,
    isPending: fc.boolean(),
    hasFailed: fc.boolean(),
  }),
  retired: fc.record({ singleBit: count, doubleBit: count, isPending: fc.boolean() }),
  processes: fc.array(process, { maxLength: 3 }),
})

/** Places each pick where it still fits; those that do not are passed over. */
function cutUp({ board, migPicks, uuid }: GpuPlan): GpuInstanceLayout[] {
  const instances: GpuInstanceLayout[] = []
  for (const pick of migPicks) {
    const profile = board.migProfiles[pick.profile % board.migProfiles.length]
    if (!profile) continue
    const starts = listFreeStarts(board.migProfiles, profile, instances)
    const start = starts[pick.start % Math.max(1, starts.length)]
    if (start === undefined) continue
    const id = instances.length + 1
    const ones = Array.from({ length: profile.computeSlices }, () => 1)
    const slices = { whole: [profile.computeSlices], ones, first: [1] }[pick.split]
    instances.push({
      id,
      profile,
      start,
      computeInstances: slices.map((size, index) => ({
        id: index,
        profile: describeComputeProfile(profile, size),
        start: slices.slice(0, index).reduce((sum, slice) => sum + slice, 0),
        uuid: `MIG-${uuid.slice(0, -4)}${String(id).padStart(2, '0')}${String(index).padStart(2, '0')}`,
      })),
    })
  }
  return instances
}

/** The GPU that the plan comes to, at this address. */
export function describePlannedGpu(
  plan: GpuPlan,
  address: string,
  index: number,
  isVgpuHost: boolean,
): GpuLayout {
  const { board, readings } = plan
  const mig = board.migProfiles.length > 0 && plan.isMig && !isVgpuHost ? cutUp(plan) : null
  const devices = (mig ?? []).flatMap(({ id, computeInstances }) =>
    computeInstances.map((computeInstance) => ({
      gpuInstanceId: id,
      computeInstanceId: computeInstance.id,
    })),
  )
  const isOld = board.architecture === 'Pascal'
  return {
    address,
    board,
    uuid: `GPU-${plan.uuid}`,
    serial: String(plan.serial),
    moduleId: index + 1,
    vbiosVersion: `96.00.${String(10 + index)}.00.01`,
    mig,
    virtualization: isVgpuHost ? 'Host VGPU' : 'None',
    hostVgpuMode: isVgpuHost ? (board.pci.virtualFunctions > 0 ? 'SR-IOV' : 'Non SR-IOV') : null,
    vgpus: [],
    memoryNode: null,
    usedMib: Math.floor((board.memoryMib - board.reservedMib) * readings.usedShare),
    temperatureC: readings.temperatureC,
    powerW: readings.powerHundredths / 100,
    utilizationPercent: readings.utilizationPercent,
    replayCount: readings.replayCount,
    ecc: plan.ecc,
    retiredPages: isOld ? plan.retired : null,
    remappedRows: isOld || board.architecture === 'Turing' ? null : plan.remapped,
    processes: plan.processes
      // Under MIG every process is in one of the instances.
      .filter(() => mig === null || devices.length > 0)
      .map((told, nth) => ({
        ...told,
        ...(devices[nth % Math.max(1, devices.length)] ?? { gpuInstanceId: null, computeInstanceId: null }),
      })),
  }
}
