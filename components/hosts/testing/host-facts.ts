import type { HostToolDto } from '@/server/contracts/host'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import type { HostFacts, HostNumaNode, HostPciFunction } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { CpuList } from '@/server/core/units/cpu-list'
import { asMib } from '@/server/core/units/mib'
import { parsePciAddress } from '@/server/core/units/pci-address'

/** Facts of which nothing was told, for tests to fill in what they are about. */
export function aHost(told: Partial<HostFacts> = {}): HostFacts {
  return { ...composeHost({}), machineKind: 'physical', ...told }
}

export function aCpu(told: Partial<HostFacts['cpu']> = {}): HostFacts['cpu'] {
  return {
    vendor: null,
    modelName: null,
    sockets: null,
    coresPerSocket: null,
    threadsPerCore: null,
    cpus: null,
    onlineCpus: null,
    hypervisorVendor: null,
    virtualizationType: null,
    ...told,
  }
}

export function aNode(id: number, cpus: string, distances?: Record<number, number>): HostNumaNode {
  return {
    id,
    kind: cpus === '' ? 'memoryOnly' : 'cpu',
    cpus: cpus as CpuList,
    memoryTotalMib: asMib(65_536),
    distances: distances
      ? Object.entries(distances).map(([to, distance]) => ({ id: Number(to), distance }))
      : null,
    hugepages: [],
    reading: { memoryFreeMib: asMib(1024), hugepagesFree: [] },
  }
}

export function at(address: string) {
  const parsed = parsePciAddress(address)
  if (parsed === null) throw new Error(`not a PCI address: ${address}`)
  return parsed
}

export function aFunction(address: string, told: Partial<HostPciFunction> = {}): HostPciFunction {
  return {
    address: at(address),
    classCode: null,
    vendorId: null,
    deviceId: null,
    subsystemVendorId: null,
    subsystemDeviceId: null,
    parent: null,
    rootBus: null,
    physicalFunction: null,
    className: null,
    name: null,
    revision: null,
    numaNode: null,
    iommuGroup: null,
    driver: null,
    modules: null,
    link: null,
    bars: null,
    sriov: null,
    acsEnabled: null,
    isAtsEnabled: null,
    ...told,
  }
}

export function aGpu(told: Partial<HostGpu> & { readonly key: string }): HostGpu {
  const errors = {
    corrected: null,
    uncorrected: null,
    sramCorrected: null,
    sramUncorrected: null,
    dramCorrected: null,
    dramUncorrected: null,
  }
  return {
    uuid: null,
    uniqueId: null,
    pciAddress: null,
    isProvisional: told.uuid === undefined,
    index: null,
    minorNumber: null,
    vendor: 'nvidia',
    vendorId: null,
    deviceId: null,
    subsystemVendorId: null,
    subsystemDeviceId: null,
    productName: null,
    brand: null,
    architecture: null,
    serial: null,
    moduleId: null,
    boardId: null,
    boardPartNumber: null,
    gpuPartNumber: null,
    isMultiGpuBoard: null,
    numaNode: null,
    memoryNumaNode: null,
    cpuAffinity: null,
    kernelDriver: null,
    iommuGroup: null,
    iommuGroupMembers: null,
    vbiosVersion: null,
    gspFirmwareVersion: null,
    inforom: null,
    memoryTotalMib: null,
    memoryReservedMib: null,
    bar1TotalMib: null,
    bars: null,
    sriov: null,
    link: {
      maxGen: null,
      deviceMaxGen: null,
      hostMaxGen: null,
      currentWidth: null,
      maxWidth: null,
      upstreamMaxGen: null,
      upstreamMaxWidth: null,
      expectedGen: null,
      expectedWidth: null,
    },
    replayCounter: null,
    migMode: { current: null, pending: null },
    migDevices: null,
    migProfiles: null,
    gpuInstances: null,
    vgpuTypes: null,
    vgpus: null,
    virtualFunctions: [],
    computePartition: null,
    memoryPartition: null,
    partitionCount: null,
    virtualizationMode: null,
    hostVgpuMode: null,
    addressingMode: null,
    ecc: { current: null, pending: null, volatile: errors, aggregate: errors },
    retiredPages: null,
    remappedRows: null,
    fabric: null,
    recoveryAction: null,
    persistenceMode: null,
    computeMode: null,
    powerLimitW: null,
    powerLimits: null,
    temperatureLimits: null,
    memoryHealth: null,
    resetStatus: null,
    fabricHealth: null,
    platform: null,
    vgpuCapability: null,
    vgpuHeterogeneousMode: null,
    vgpuLicense: null,
    confidentialComputing: null,
    accounting: null,
    computeCapability: null,
    isDisplayAttached: null,
    reading: {
      linkCurrentGen: null,
      performanceState: null,
      clocksEventReasons: null,
      temperatureC: null,
      powerDrawW: null,
      memoryUsedMib: null,
      memoryFreeMib: null,
      processes: null,
      more: null,
    },
    sources: ['nvidia-smi-q-x'],
    ...told,
  }
}

export function aTool(tool: HostToolDto['tool'], told: Partial<HostToolDto> = {}): HostToolDto {
  return {
    tool,
    source: 'collector',
    observedAt: new Date('2026-03-01T12:00:00Z'),
    stale: false,
    lastStatus: 'ok',
    lastReason: null,
    lastLine: null,
    hasRaw: true,
    ...told,
  }
}
