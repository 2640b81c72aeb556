import type { AllocationDto } from '@/server/contracts/allocation'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export type OccupancyKind = AllocationDto['kind']

export type OccupancyGroup = {
  readonly kind: OccupancyKind
  readonly title: string
  readonly rows: readonly AllocationDto[]
  /** `unknown`: nobody told what of this kind there is; `none`: told that there is nothing. */
  readonly state: 'some' | 'none' | 'unknown'
  /** Who could have told. */
  readonly tellers: readonly ToolId[]
}

const machineTellers: readonly ToolId[] = ['virsh-domains', 'virsh-list']
const processTellers: readonly ToolId[] = ['nvidia-smi-q-x']

/**
 * What runs on a host, by kind. That nobody told is not that nothing runs: each group says which.
 * @param facts null where nothing was received
 */
export function groupOccupancy(items: readonly AllocationDto[], facts: HostFacts | null): OccupancyGroup[] {
  const areMachinesTold = wasRead(facts, 'virsh-list')
  const areVgpusTold = wasRead(facts, 'sysfs-mdev') || wasRead(facts, 'nvidia-smi-vgpu-q')
  const areProcessesTold = areProcessesKnown(facts)
  const group = (kind: OccupancyKind, title: string, isTold: boolean, tellers: readonly ToolId[]) => {
    const rows = items.filter((item) => item.kind === kind)
    const state = rows.length > 0 ? ('some' as const) : isTold ? ('none' as const) : ('unknown' as const)
    return { kind, title, rows, state, tellers }
  }
  return [
    group('virtualMachine', 'Virtual machines', areMachinesTold, machineTellers),
    group('vgpu', 'vGPUs without a known machine', areVgpusTold, ['sysfs-mdev', 'mdevctl-list']),
    group('process', 'GPU processes', areProcessesTold, processTellers),
  ]
}

/** Only the list of machines shows that there are no others; definitions show what they show. */
function wasRead(facts: HostFacts | null, tool: ToolId): boolean {
  return facts?.provenance.occupants.includes(tool) ?? false
}

/** A host without GPUs has no GPU processes: that needs no tool. One GPU does not speak for another. */
function areProcessesKnown(facts: HostFacts | null): boolean {
  const gpus = facts?.gpus ?? null
  return gpus?.every((gpu) => gpu.reading.processes !== null) ?? false
}

/** Whether both machines and processes were told, so that a GPU without either is free. */
export function isOccupancyTold(facts: HostFacts | null): boolean {
  return groupOccupancy([], facts).every(({ state }) => state === 'none')
}

/** What holds or uses one GPU. */
export function listOfGpu(items: readonly AllocationDto[], gpuId: string): AllocationDto[] {
  return items.filter(({ devices }) => devices.some(({ gpu }) => gpu?.id === gpuId))
}

export type AllocationDevice = AllocationDto['devices'][number]

export const attachWords: Readonly<Record<AllocationDevice['attach'], string>> = {
  pfVfio: 'whole, by passthrough',
  vfVfio: 'virtual function',
  mdev: 'vGPU',
  hostProcess: 'on the host',
}

/** The share of a GPU that a device is: `GPU instance 3, compute instance 0`. Null for a whole one. */
export function describeShare({ gpuInstanceId, computeInstanceId }: AllocationDevice): string | null {
  if (gpuInstanceId === null) return null
  const compute = computeInstanceId === null ? '' : `, compute instance ${computeInstanceId}`
  return `GPU instance ${gpuInstanceId}${compute}`
}

/** `3 virtual machines and 2 GPU processes hold capacity here.` */
export function describeOccupancy(groups: readonly OccupancyGroup[], endedCount: number): string {
  const parts = groups
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, rows }) => `${rows.length} ${nounOf(kind, rows.length)}`)
  const unknown = groups.filter(({ state }) => state === 'unknown').map(({ kind }) => nounOf(kind, 2))
  const held = parts.length === 0 ? '' : `${joinWords(parts)} ${holds(groups)} capacity here.`
  const notTold = unknown.length === 0 ? '' : `Nobody told which ${joinWords(unknown)} there are.`
  const nothing = held === '' && notTold === '' ? 'Nothing holds capacity here, as its tools tell.' : ''
  const ended = endedCount === 0 ? '' : `${endedCount} ended before.`
  return [held, nothing, notTold, ended].filter((sentence) => sentence !== '').join(' ')
}

function holds(groups: readonly OccupancyGroup[]): string {
  return groups.reduce((sum, { rows }) => sum + rows.length, 0) === 1 ? 'holds' : 'hold'
}

function nounOf(kind: OccupancyKind, count: number): string {
  const [one, many] = nouns[kind]
  return count === 1 ? one : many
}

const nouns: Readonly<Record<OccupancyKind, readonly [string, string]>> = {
  virtualMachine: ['virtual machine', 'virtual machines'],
  vgpu: ['loose vGPU', 'loose vGPUs'],
  process: ['GPU process', 'GPU processes'],
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
