import type { HostFacts, HostPciFunction } from '@/server/core/inventory/host-facts'
import type { GpuReading, HostGpu } from '@/server/core/inventory/host-gpu'
import type { AmdDevice } from '@/server/core/inventory/tools/amd-facts'
import type { HwlocOsDevice } from '@/server/core/inventory/tools/hwloc-facts'
import type { NvidiaGpuFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { composeGpuLink } from './compose-gpu-link'
import { composePartitions } from './compose-partitions'
import type { Claim, FactJudge } from './fact-judge'
import { type FunctionIndex, listGroupMembers } from './function-index'
import type { GpuSighting } from './join-gpus'
import type { PartitionIndex } from './partition-index'
import { getGpuVendor } from './recognise-gpu'

export interface GpuContext {
  parts: ToolParts
  functions: FunctionIndex
  machineKind: HostFacts['machineKind']
  /** UUIDs that several GPUs of this host show. */
  repeatedUuids: ReadonlySet<string>
  partitions: PartitionIndex
  judge: FactJudge
}

export function composeGpu(sighting: GpuSighting, context: GpuContext): HostGpu {
  const { fn, topo, index, address } = sighting
  const { functions, machineKind, repeatedUuids, judge } = context
  const uuid = listUuids(sighting).find(([, value]) => isTelling(value))?.[1] ?? null
  const hasOwnUuid = uuid !== null && !repeatedUuids.has(uuid)
  const key = hasOwnUuid ? uuid : (address ?? nameWithoutAddress(sighting))
  const claims = new GpuClaims(key, sighting, judge)
  const { pick, prefer, say } = claims
  judge.prefer(`gpus[${key}].uuid`, listUuids(sighting))
  const owned = (address !== null && functions.ownedBy.get(address)) || []
  return {
    key,
    uuid,
    uniqueId: prefer('uniqueId', {
      amd: (amd) => normaliseUniqueId(amd.uniqueId),
      more: [['lstopo', isAmd(sighting) ? normaliseUniqueId(readHwlocUuid(sighting)) : null]],
    }),
    pciAddress: address,
    isProvisional: uuid === null,
    index,
    minorNumber: pick('minorNumber', {
      smi: (gpu) => gpu.minorNumber,
      more: [['proc-driver-nvidia', sighting.procfs?.minorNumber]],
    }),
    vendor: judgeVendor(sighting),
    vendorId: pick('vendorId', { smi: (gpu) => gpu.pciVendorId, fn: (one) => one.vendorId }),
    deviceId: pick('deviceId', {
      smi: (gpu) => gpu.pciDeviceId,
      fn: (one) => one.deviceId,
      amd: (amd) => amd.deviceId,
      more: [['xpu-smi-discovery', sighting.xpu?.pciDeviceId]],
    }),
    subsystemVendorId: pick('subsystemVendorId', {
      smi: (gpu) => gpu.pciSubsystemVendorId,
      fn: (one) => one.subsystemVendorId,
    }),
    subsystemDeviceId: pick('subsystemDeviceId', {
      smi: (gpu) => gpu.pciSubsystemDeviceId,
      fn: (one) => one.subsystemDeviceId,
      amd: (amd) => amd.subsystemId,
    }),
    productName: prefer('productName', {
      smi: (gpu) => gpu.productName,
      amd: (amd) => amd.productName,
      more: [
        ['nvidia-smi-l', sighting.listed?.productName],
        ['xpu-smi-discovery', sighting.xpu?.productName],
        ['proc-driver-nvidia', sighting.procfs?.model],
        ['lstopo', findTold(sighting.hwloc, (device) => device.model)],
      ],
      fn: (one) => one.name,
    }),
    brand: say('brand', (gpu) => gpu.brand),
    architecture: say('architecture', (gpu) => gpu.architecture),
    serial: pick('serial', {
      smi: (gpu) => (isTelling(gpu.serial) ? gpu.serial : null),
      amd: (amd) => amd.serial,
      more: [
        ['xpu-smi-discovery', sighting.xpu?.serial],
        ['lstopo', findTold(sighting.hwloc, (device) => (isTelling(device.serial) ? device.serial : null))],
      ],
    }),
    moduleId: say('moduleId', (gpu) => gpu.moduleId),
    boardId: say('boardId', (gpu) => gpu.boardId),
    boardPartNumber: say('boardPartNumber', (gpu) => gpu.boardPartNumber),
    gpuPartNumber: say('gpuPartNumber', (gpu) => gpu.gpuPartNumber),
    isMultiGpuBoard: say('isMultiGpuBoard', (gpu) => gpu.isMultiGpuBoard),
    numaNode: pick('numaNode', {
      fn: (one) => one.numaNode,
      amd: (amd) => amd.numaNode,
      // The topology's affinity is a list, and empty where the firmware names no node.
      more: [['nvidia-smi-topo-m', topo?.numaAffinity?.length === 1 ? topo.numaAffinity[0] : null]],
    }),
    memoryNumaNode: pick('memoryNumaNode', {
      more: [
        ['nvidia-smi-topo-m', topo?.gpuNumaId],
        ['lstopo', sighting.hwlocMemoryNode],
      ],
    }),
    cpuAffinity: prefer('cpuAffinity', { more: [['nvidia-smi-topo-m', topo?.cpuAffinity]] }),
    kernelDriver: prefer('kernelDriver', { fn: (one) => one.driver }),
    iommuGroup: prefer('iommuGroup', { fn: (one) => one.iommuGroup }),
    iommuGroupMembers: listGroupMembers(fn, functions),
    vbiosVersion: pick('vbiosVersion', {
      smi: (gpu) => gpu.vbiosVersion,
      // amd-smi tells the part number apart; it is what rocm-smi prints as the version.
      amd: (amd) => amd.vbiosPartNumber ?? amd.vbiosVersion,
      // The driver's file writes its hexadecimal digits small, nvidia-smi writes them large.
      more: [['proc-driver-nvidia', sighting.procfs?.vbiosVersion?.toUpperCase()]],
    }),
    gspFirmwareVersion: pick('gspFirmwareVersion', {
      smi: (gpu) => gpu.gspFirmwareVersion,
      more: [['proc-driver-nvidia', sighting.procfs?.gpuFirmware]],
    }),
    inforom: say('inforom', (gpu) => gpu.inforom),
    memoryTotalMib: prefer('memoryTotalMib', {
      smi: (gpu) => gpu.memory.totalMib,
      amd: (amd) => amd.vramTotalMib,
      more: [
        ['xpu-smi-discovery', sighting.xpu?.memoryTotalMib],
        ['lstopo', findTold(sighting.hwloc, (device) => device.memoryMib)],
      ],
    }),
    memoryReservedMib: say('memoryReservedMib', (gpu) => gpu.memory.reservedMib),
    bar1TotalMib: say('bar1TotalMib', (gpu) => gpu.bar1.totalMib),
    bars: prefer('bars', { fn: (one) => one.bars }),
    sriov: prefer('sriov', { fn: (one) => one.sriov }),
    virtualFunctions: owned.map((one) => one.address),
    link: composeGpuLink(sighting, machineKind, claims),
    replayCounter: prefer('replayCounter', {
      smi: (gpu) => gpu.replayCounter,
      amd: (amd) => amd.replayCounter,
    }),
    migMode: say('migMode', (gpu) => gpu.migMode) ?? { current: null, pending: null },
    migDevices: say('migDevices', (gpu) => gpu.migDevices),
    ...composePartitions(key, sighting, owned, context),
    computePartition: prefer('computePartition', { amd: (amd) => amd.computePartition }),
    memoryPartition: prefer('memoryPartition', { amd: (amd) => amd.memoryPartition }),
    partitionCount: sighting.amd[0]?.entries.length ?? null,
    virtualizationMode: say('virtualizationMode', (gpu) => gpu.virtualizationMode),
    hostVgpuMode: say('hostVgpuMode', (gpu) => gpu.hostVgpuMode),
    addressingMode: say('addressingMode', (gpu) => gpu.addressingMode),
    ecc: say('ecc', (gpu) => gpu.ecc),
    retiredPages: say('retiredPages', (gpu) => gpu.retiredPages),
    remappedRows: say('remappedRows', (gpu) => gpu.remappedRows),
    fabric: say('fabric', (gpu) => gpu.fabric),
    recoveryAction: say('recoveryAction', (gpu) => gpu.recoveryAction),
    persistenceMode: say('persistenceMode', (gpu) => gpu.persistenceMode),
    computeMode: say('computeMode', (gpu) => gpu.computeMode),
    powerLimitW: prefer('powerLimitW', { smi: (gpu) => gpu.powerLimitW, amd: (amd) => amd.powerLimitW }),
    powerLimits: say('powerLimits', (gpu) => gpu.powerLimits),
    temperatureLimits: say('temperatureLimits', (gpu) => gpu.temperatureLimits),
    memoryHealth: say('memoryHealth', (gpu) => gpu.memoryHealth),
    resetStatus: say('resetStatus', (gpu) => gpu.resetStatus),
    fabricHealth: say('fabricHealth', (gpu) => gpu.fabricHealth),
    platform: say('platform', (gpu) => gpu.platform),
    vgpuCapability: say('vgpuCapability', (gpu) => gpu.vgpuCapability),
    vgpuHeterogeneousMode: say('vgpuHeterogeneousMode', (gpu) => gpu.vgpuHeterogeneousMode),
    vgpuLicense: say('vgpuLicense', (gpu) => gpu.vgpuLicense),
    confidentialComputing: say('confidentialComputing', (gpu) => gpu.confidentialComputing),
    accounting: say('accounting', (gpu) => gpu.accounting),
    computeCapability: say('computeCapability', (gpu) => gpu.computeCapability),
    isDisplayAttached: say('isDisplayAttached', (gpu) => gpu.isDisplayAttached),
    reading: composeReading(claims),
    sources: listSources(sighting),
  }
}

interface ClaimSources<T> {
  smi?: (gpu: NvidiaGpuFacts) => T | null
  fn?: (fn: HostPciFunction) => T | null
  amd?: (device: AmdDevice) => T | null
  more?: Claim<T>[]
}

/** Gathers what each tool claims of one GPU, in the order of trust in which the sources are written down. */
export class GpuClaims {
  readonly #key: string
  readonly #sighting: GpuSighting
  readonly #judge: FactJudge

  constructor(key: string, sighting: GpuSighting, judge: FactJudge) {
    this.#key = key
    this.#sighting = sighting
    this.#judge = judge
  }

  readonly pick = <T extends string | number | boolean>(fact: string, sources: ClaimSources<T>): T | null =>
    this.#judge.pick(`gpus[${this.#key}].${fact}`, this.#gather(sources))

  readonly prefer = <T>(fact: string, sources: ClaimSources<T>): T | null =>
    this.#judge.prefer(`gpus[${this.#key}].${fact}`, this.#gather(sources))

  /** What only NVIDIA's own tool tells. */
  readonly say = <T>(fact: string, smi: (gpu: NvidiaGpuFacts) => T | null): T | null =>
    this.prefer(fact, { smi })

  #gather<T>(sources: ClaimSources<T>): Claim<T>[] {
    const { smi, fn, amd, pciTools } = this.#sighting
    return Object.keys(sources).flatMap((source): Claim<T>[] => {
      if (source === 'smi') return smi.map(({ tool, gpu }) => [tool, sources.smi?.(gpu)])
      if (source === 'fn') return fn && pciTools[0] ? [[pciTools[0], sources.fn?.(fn)]] : []
      if (source === 'amd') {
        return amd.map(({ tool, entries }) => [tool, entries[0] && sources.amd?.(entries[0])])
      }
      return sources.more ?? []
    })
  }
}

function composeReading({ prefer, say }: GpuClaims): GpuReading {
  return {
    linkCurrentGen: prefer('reading.linkCurrentGen', {
      smi: (gpu) => gpu.link.currentGen,
      fn: (fn) => fn.link?.reading.currentGen ?? null,
    }),
    performanceState: say('reading.performanceState', (gpu) => gpu.performanceState),
    clocksEventReasons: say('reading.clocksEventReasons', (gpu) => gpu.clocksEventReasons),
    temperatureC: prefer('reading.temperatureC', {
      smi: (gpu) => gpu.temperatureC,
      amd: (amd) => amd.temperatureC,
    }),
    powerDrawW: prefer('reading.powerDrawW', { smi: (gpu) => gpu.powerDrawW, amd: (amd) => amd.powerDrawW }),
    memoryUsedMib: prefer('reading.memoryUsedMib', {
      smi: (gpu) => gpu.memory.usedMib,
      amd: (amd) => amd.vramUsedMib,
    }),
    memoryFreeMib: say('reading.memoryFreeMib', (gpu) => gpu.memory.freeMib),
    processes: say('reading.processes', (gpu) => gpu.processes),
    more: say('reading.more', (gpu) => gpu.reading),
  }
}

/** Every tool's name for it that could be the GPU's own. Intel's is made of PCI ids and names a model only. */
function listUuids(sighting: GpuSighting): Claim<string>[] {
  const { smi, procfs, listed, amd } = sighting
  return [
    ...smi.map(({ tool, gpu }): Claim<string> => [tool, gpu.uuid]),
    ['proc-driver-nvidia', procfs?.uuid],
    ['nvidia-smi-l', listed?.uuid],
    ['lstopo', isAmd(sighting) ? null : readHwlocUuid(sighting)],
    ...amd.map(({ tool, entries }): Claim<string> => [tool, entries[0]?.uuid]),
  ]
}

function isAmd(sighting: GpuSighting): boolean {
  return judgeVendor(sighting) === 'amd'
}

function readHwlocUuid({ hwloc }: GpuSighting): string | null {
  return findTold(hwloc, (device) => device.uuid)
}

/** AMD's unique id is 64 bits; rocm-smi writes `0x` before it, and hwloc drops leading zeros. */
function normaliseUniqueId(printed: string | null): string | null {
  const digits = printed?.replace(/^0x/i, '').toLowerCase() ?? ''
  return /^[0-9a-f]{1,16}$/.test(digits) && /[1-9a-f]/.test(digits) ? digits.padStart(16, '0') : null
}

function findTold<T>(devices: HwlocOsDevice[], read: (device: HwlocOsDevice) => T | null): T | null {
  return devices.map(read).find((value) => value !== null) ?? null
}

/** Zeros in place of a serial number or UUID are a mask: they would join GPUs that have nothing in common. */
function isTelling(text: string | null | undefined): boolean {
  return typeof text === 'string' && /[1-9a-f]/i.test(text.replace(/^(?:GPU|MIG)-/, ''))
}

function nameWithoutAddress({ index, hwloc, amd, xpu }: GpuSighting): string {
  const name = index ?? hwloc[0]?.name ?? amd[0]?.entries[0]?.label ?? xpu?.deviceId ?? 'unnamed'
  return `gpu:${name}`
}

function judgeVendor({ smi, fn, listed, procfs, hwloc, amd, xpu }: GpuSighting): HostGpu['vendor'] {
  if (smi.length > 0 || listed || procfs) return 'nvidia'
  if (fn) return getGpuVendor(fn)
  if (amd.length > 0) return 'amd'
  if (xpu) return 'intel'
  return hwloc.some((device) => device.subtype === 'CUDA' || device.subtype === 'NVML') ? 'nvidia' : 'unknown'
}

function listSources({ smi, fn, topo, listed, procfs, hwloc, amd, xpu, pciTools }: GpuSighting): ToolId[] {
  return [
    ...smi.map(({ tool }) => tool),
    ...(fn ? pciTools : []),
    ...(topo ? (['nvidia-smi-topo-m'] as const) : []),
    ...(listed ? (['nvidia-smi-l'] as const) : []),
    ...(procfs ? (['proc-driver-nvidia'] as const) : []),
    ...(!fn && hwloc.length > 0 ? (['lstopo'] as const) : []),
    ...amd.map(({ tool }) => tool),
    ...(xpu ? (['xpu-smi-discovery'] as const) : []),
  ]
}
