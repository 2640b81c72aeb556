import type {
  GpuReading,
  HostFacts,
  HostGpu,
  HostGpuLink,
  HostPciFunction,
} from '@/server/core/inventory/host-facts'
import type { NvidiaGpuFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { TopoDevice } from '@/server/core/inventory/tools/topo-facts'
import { type FactJudge, pickFirst } from './fact-judge'
import { getGpuVendor } from './recognise-gpu'

/** One GPU as each tool saw it. */
export interface GpuSighting {
  smi: NvidiaGpuFacts | null
  /** NVML's index. */
  index: number | null
  fn: HostPciFunction | null
  /** The port above it. */
  upstream: HostPciFunction | null
  topo: TopoDevice | null
  /** The tools that showed its PCI function. */
  pciTools: ToolId[]
}

export function composeGpu(
  sighting: GpuSighting,
  parts: ToolParts,
  machineKind: HostFacts['machineKind'],
  repeatedUuids: ReadonlySet<string>,
  judge: FactJudge,
): HostGpu {
  const { smi, index, fn, topo } = sighting
  const uuid = isTelling(smi?.uuid) ? (smi?.uuid ?? null) : null
  const pciAddress = smi?.busId ?? fn?.address ?? null
  const key = uuid !== null && !repeatedUuids.has(uuid) ? uuid : (pciAddress ?? `gpu:${index}`)
  const pciTool: ToolId = parts['sysfs-pci'] ? 'sysfs-pci' : 'lspci'
  const choose = <T extends string | number>(
    fact: string,
    bySmi: T | null | undefined,
    byPci: T | null | undefined,
  ) =>
    judge.pick(`gpus[${key}].${fact}`, [
      { tool: 'nvidia-smi-q-x', value: bySmi },
      { tool: pciTool, value: byPci },
    ])
  return {
    key,
    uuid,
    pciAddress,
    isProvisional: uuid === null,
    index,
    minorNumber: smi?.minorNumber ?? null,
    vendor: smi ? 'nvidia' : fn ? getGpuVendor(fn) : 'unknown',
    vendorId: choose('vendorId', smi?.pciVendorId, fn?.vendorId),
    deviceId: choose('deviceId', smi?.pciDeviceId, fn?.deviceId),
    subsystemVendorId: choose('subsystemVendorId', smi?.pciSubsystemVendorId, fn?.subsystemVendorId),
    subsystemDeviceId: choose('subsystemDeviceId', smi?.pciSubsystemDeviceId, fn?.subsystemDeviceId),
    productName: smi?.productName ?? fn?.name ?? null,
    numaNode: composeNumaNode(key, fn, topo, pciTool, judge),
    memoryNumaNode: topo?.gpuNumaId ?? null,
    cpuAffinity: topo?.cpuAffinity ?? null,
    kernelDriver: fn?.driver ?? null,
    iommuGroup: fn?.iommuGroup ?? null,
    bars: fn?.bars ?? null,
    sriov: fn?.sriov ?? null,
    link: composeLink(sighting, machineKind, choose),
    ...copyDriverFacts(smi),
    reading: composeReading(smi, fn),
    sources: listSources(sighting),
  }
}

/** What only NVIDIA's own tool tells. */
function copyDriverFacts(smi: NvidiaGpuFacts | null) {
  return {
    brand: smi?.brand ?? null,
    architecture: smi?.architecture ?? null,
    serial: isTelling(smi?.serial) ? (smi?.serial ?? null) : null,
    moduleId: smi?.moduleId ?? null,
    boardId: smi?.boardId ?? null,
    boardPartNumber: smi?.boardPartNumber ?? null,
    gpuPartNumber: smi?.gpuPartNumber ?? null,
    isMultiGpuBoard: smi?.isMultiGpuBoard ?? null,
    vbiosVersion: smi?.vbiosVersion ?? null,
    gspFirmwareVersion: smi?.gspFirmwareVersion ?? null,
    inforom: smi?.inforom ?? null,
    memoryTotalMib: smi?.memory.totalMib ?? null,
    memoryReservedMib: smi?.memory.reservedMib ?? null,
    bar1TotalMib: smi?.bar1.totalMib ?? null,
    replayCounter: smi?.replayCounter ?? null,
    migMode: smi?.migMode ?? { current: null, pending: null },
    migDevices: smi?.migDevices ?? null,
    virtualizationMode: smi?.virtualizationMode ?? null,
    hostVgpuMode: smi?.hostVgpuMode ?? null,
    addressingMode: smi?.addressingMode ?? null,
    ecc: smi?.ecc ?? null,
    retiredPages: smi?.retiredPages ?? null,
    remappedRows: smi?.remappedRows ?? null,
    fabric: smi?.fabric ?? null,
    recoveryAction: smi?.recoveryAction ?? null,
    persistenceMode: smi?.persistenceMode ?? null,
    computeMode: smi?.computeMode ?? null,
    powerLimitW: smi?.powerLimitW ?? null,
  }
}

function composeReading(smi: NvidiaGpuFacts | null, fn: HostPciFunction | null): GpuReading {
  return {
    linkCurrentGen: pickFirst(smi?.link.currentGen, fn?.link?.reading.currentGen),
    performanceState: smi?.performanceState ?? null,
    clocksEventReasons: smi?.clocksEventReasons ?? null,
    temperatureC: smi?.temperatureC ?? null,
    powerDrawW: smi?.powerDrawW ?? null,
    memoryUsedMib: smi?.memory.usedMib ?? null,
    memoryFreeMib: smi?.memory.freeMib ?? null,
    processes: smi?.processes ?? null,
  }
}

/**
 * Expected is min(device, upstream port). In a guest both are the hypervisor's inventions and nothing is expected
 * of them. The driver's word for the host side stands in where the port above was not read.
 */
function composeLink(
  { smi, fn, upstream }: GpuSighting,
  machineKind: HostFacts['machineKind'],
  choose: (fact: string, bySmi: number | null | undefined, byPci: number | null | undefined) => number | null,
): HostGpuLink {
  const deviceMaxGen = pickFirst(smi?.link.deviceMaxGen, fn?.link?.maxGen)
  const maxWidth = choose('link.maxWidth', smi?.link.maxWidth, fn?.link?.maxWidth)
  const upstreamMaxGen = upstream?.link?.maxGen ?? null
  const upstreamMaxWidth = upstream?.link?.maxWidth ?? null
  const hostMaxGen = smi?.link.hostMaxGen ?? null
  const isVirtual = machineKind === 'guest'
  return {
    maxGen: smi?.link.maxGen ?? null,
    deviceMaxGen,
    hostMaxGen,
    currentWidth: choose('link.currentWidth', smi?.link.currentWidth, fn?.link?.currentWidth),
    maxWidth,
    upstreamMaxGen,
    upstreamMaxWidth,
    expectedGen: isVirtual ? null : takeLower(deviceMaxGen, upstreamMaxGen ?? hostMaxGen),
    expectedWidth: isVirtual ? null : takeLower(maxWidth, upstreamMaxWidth),
  }
}

function takeLower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b)
}

/** PCI's word first: the topology's affinity is a list, and empty where the firmware names no node. */
function composeNumaNode(
  key: string,
  fn: HostPciFunction | null,
  topo: TopoDevice | null,
  pciTool: ToolId,
  judge: FactJudge,
): number | null {
  const near = topo?.numaAffinity
  return judge.pick(`gpus[${key}].numaNode`, [
    { tool: pciTool, value: fn?.numaNode },
    { tool: 'nvidia-smi-topo-m', value: near?.length === 1 ? near[0] : null },
  ])
}

/** Zeros in place of a serial number or UUID are a mask: they would join GPUs that have nothing in common. */
function isTelling(text: string | null | undefined): boolean {
  return /[^0-]/.test(text?.replace(/^(?:GPU|MIG)-/, '') ?? '')
}

function listSources({ smi, fn, topo, pciTools }: GpuSighting): ToolId[] {
  return [
    ...(smi ? (['nvidia-smi-q-x'] as const) : []),
    ...(fn ? pciTools : []),
    ...(topo ? (['nvidia-smi-topo-m'] as const) : []),
  ]
}
