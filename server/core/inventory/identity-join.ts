import type { HostGpu } from './host-gpu'

/** A GPU that has a row, with its live identities. `isElsewhere`: on another host than the one that reports. */
export interface KnownGpu {
  id: string
  hostId: string
  state: 'provisional' | 'proved' | 'gone'
  address: string
  uuid: string | null
  pciDevice: string | null
  isElsewhere: boolean
  /** Its host still reports it: a second sighting contradicts instead of moving it. */
  isFreshElsewhere: boolean
}

/** What one report says of one GPU, in the kinds of identity that DOMAIN §1 names. */
export interface SeenGpu {
  address: string
  uuid: string | null
  serial: string | null
  pciDevice: string | null
  pciSubsystem: string | null
  moduleId: string | null
  model: string | null
  framebufferMib: number | null
  numaNode: number | null
  /** The tool whose word it is. */
  source: string
}

export type IdentityStep =
  /** The same GPU as before; `provesIt` when a UUID turns a provisional row into a proved one. */
  | {
      kind: 'match'
      gpuId: string
      seen: SeenGpu
      provesIt: boolean
      movedFrom: { hostId: string; address: string } | null
    }
  | { kind: 'create'; seen: SeenGpu; state: 'provisional' | 'proved' }
  /** No longer reported by its host. */
  | { kind: 'gone'; gpuId: string; address: string; uuid: string | null; replacedBy: string | null }
  /** Two hosts report one UUID now: neither is believed over the other, the new one stays provisional. */
  | { kind: 'contradiction'; uuid: string | null; address: string; source: string; otherHostId: string }
  /** A provisional row in the slot where a GPU known from elsewhere has now shown its UUID. */
  | { kind: 'merge'; gpuId: string; intoGpuId: string }

/** The GPUs of composed facts that can be told apart by a slot: without an address there is nothing to hold on to. */
export function readSeenGpus(gpus: readonly HostGpu[]): SeenGpu[] {
  return gpus.flatMap((gpu) => {
    if (gpu.pciAddress === null) return []
    return [
      {
        address: gpu.pciAddress,
        // AMD's unique id lasts as a UUID does; Intel's are made of PCI ids and composed as neither.
        uuid: gpu.uuid ?? gpu.uniqueId,
        serial: gpu.serial,
        pciDevice: joinIds(gpu.vendorId, gpu.deviceId),
        pciSubsystem: joinIds(gpu.subsystemVendorId, gpu.subsystemDeviceId),
        moduleId: gpu.moduleId,
        model: gpu.productName,
        framebufferMib: gpu.memoryTotalMib,
        numaNode: gpu.numaNode,
        source: gpu.sources[0] ?? 'unknown',
      },
    ]
  })
}

/**
 * Joins one host's report to the rows that exist: by UUID wherever the GPU was, else by slot and device id, else
 * as a new row. Deterministic: steps follow the order of addresses. A UUID that appears twice in one report names
 * nothing (masked or anonymised output) and is not used.
 */
export function joinIdentities(known: readonly KnownGpu[], report: readonly SeenGpu[]): IdentityStep[] {
  const seen = withoutRepeatedUuids(report).toSorted((a, b) => (a.address < b.address ? -1 : 1))
  const taken = new Set<string>()
  /** Slots whose GPU shows a UUID that is not believed: whatever row is known there by another UUID is not it. */
  const contradicted = new Set<string>()
  const steps: IdentityStep[] = []
  const byUuid = new Map(known.filter((gpu) => gpu.uuid !== null).map((gpu) => [gpu.uuid, gpu]))
  const here = known.filter((gpu) => !gpu.isElsewhere && gpu.state !== 'gone')
  const atAddress = (address: string) => here.find((gpu) => gpu.address === address && !taken.has(gpu.id))

  /** What is still to be matched: nothing, the GPU itself, or the GPU without a UUID that cannot be believed. */
  const matchByUuid = (gpu: SeenGpu): SeenGpu[] => {
    const old = gpu.uuid === null ? undefined : byUuid.get(gpu.uuid)
    if (!old || taken.has(old.id)) return [gpu]
    if (old.isFreshElsewhere) {
      steps.push({
        kind: 'contradiction',
        uuid: old.uuid,
        address: gpu.address,
        source: gpu.source,
        otherHostId: old.hostId,
      })
      contradicted.add(gpu.address)
      return [{ ...gpu, uuid: null }]
    }
    taken.add(old.id)
    const isMoved = old.isElsewhere || old.address !== gpu.address
    const movedFrom = isMoved ? { hostId: old.hostId, address: old.address } : null
    steps.push({ kind: 'match', gpuId: old.id, seen: gpu, provesIt: old.state !== 'proved', movedFrom })
    const inSlot = atAddress(gpu.address)
    if (inSlot?.state === 'provisional') {
      taken.add(inSlot.id)
      steps.push({ kind: 'merge', gpuId: inSlot.id, intoGpuId: old.id })
    }
    return []
  }

  const matchBySlot = (gpu: SeenGpu): boolean => {
    const old = atAddress(gpu.address)
    if (!old || !isSameDevice(old.pciDevice, gpu.pciDevice)) return false
    if (old.uuid !== null && (gpu.uuid !== null || contradicted.has(gpu.address))) return false
    taken.add(old.id)
    steps.push({
      kind: 'match',
      gpuId: old.id,
      seen: gpu,
      provesIt: old.state === 'provisional' && gpu.uuid !== null,
      movedFrom: null,
    })
    return true
  }

  // UUIDs first, so that a GPU that changed slots is not mistaken for the one that now sits in its old slot.
  const unmatched = seen.flatMap(matchByUuid)
  for (const gpu of unmatched.filter((candidate) => !matchBySlot(candidate))) {
    steps.push({ kind: 'create', seen: gpu, state: gpu.uuid === null ? 'provisional' : 'proved' })
  }
  for (const gpu of here) {
    if (taken.has(gpu.id)) continue
    const successor = seen.find((candidate) => candidate.address === gpu.address)
    steps.push({
      kind: 'gone',
      gpuId: gpu.id,
      address: gpu.address,
      uuid: gpu.uuid,
      replacedBy: successor?.uuid ?? null,
    })
  }
  return steps
}

function withoutRepeatedUuids(report: readonly SeenGpu[]): SeenGpu[] {
  const counts = new Map<string, number>()
  for (const { uuid } of report) if (uuid !== null) counts.set(uuid, (counts.get(uuid) ?? 0) + 1)
  return report.map((gpu) => (gpu.uuid !== null && counts.get(gpu.uuid) !== 1 ? { ...gpu, uuid: null } : gpu))
}

/** Unknown device ids do not contradict: the slot alone then carries the identity. */
function isSameDevice(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b
}

function joinIds(vendor: string | null, device: string | null): string | null {
  return vendor === null || device === null ? null : `${vendor}:${device}`
}
