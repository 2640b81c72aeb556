import type { AmdDevice } from '@/server/core/inventory/tools/amd-facts'
import type { LibvirtDomain } from '@/server/core/inventory/tools/libvirt-facts'
import type { NvidiaGpuFacts, NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { LspciFunction, SysfsPciFunction } from '@/server/core/inventory/tools/pci-facts'
import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import type { TopoFacts, TopoLink } from '@/server/core/inventory/tools/topo-facts'
import { asMib } from '@/server/core/units/mib'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'

/** Builders of what tools say, for tests: an H100 unless told otherwise, everything else unknown. */

export function anAddress(text: string): PciAddress {
  const address = parsePciAddress(text)
  if (!address) throw new Error(`no PCI address: ${text}`)
  return address
}

export function aLspciFunction(address: string, changes: Partial<LspciFunction> = {}): LspciFunction {
  return {
    address: anAddress(address),
    classCode: '0302',
    vendorId: '10de',
    deviceId: '2330',
    subsystemVendorId: null,
    subsystemDeviceId: null,
    className: null,
    name: null,
    revision: null,
    numaNode: null,
    iommuGroup: null,
    linkCapability: null,
    linkStatus: null,
    driver: null,
    modules: [],
    bars: [],
    bridge: null,
    sriov: null,
    acsEnabled: null,
    isAtsEnabled: null,
    physicalSlot: null,
    deviceSerial: null,
    resizableBars: [],
    isOffBus: null,
    ...changes,
  }
}

export function aSysfsFunction(address: string, changes: Partial<SysfsPciFunction> = {}): SysfsPciFunction {
  return {
    address: anAddress(address),
    classCode: '0302',
    vendorId: '10de',
    deviceId: '2330',
    subsystemVendorId: null,
    subsystemDeviceId: null,
    currentLinkSpeedGts: null,
    currentLinkWidth: null,
    maxLinkSpeedGts: null,
    maxLinkWidth: null,
    numaNode: null,
    sriovNumVfs: null,
    sriovTotalVfs: null,
    driver: null,
    iommuGroup: null,
    parent: null,
    rootBus: null,
    ...changes,
  }
}

export function aDmi(changes: Partial<DmiFacts> = {}): DmiFacts {
  return {
    productUuid: null,
    productName: null,
    systemVendor: null,
    productSerial: null,
    productVersion: null,
    productSku: null,
    productFamily: null,
    boardVendor: null,
    boardName: null,
    boardSerial: null,
    biosVendor: null,
    biosVersion: null,
    biosDate: null,
    chassisVendor: null,
    chassisSerial: null,
    chassisAssetTag: null,
    ...changes,
  }
}

const NO_COUNTS = {
  corrected: null,
  uncorrected: null,
  sramCorrected: null,
  sramUncorrected: null,
  dramCorrected: null,
  dramUncorrected: null,
}

const NO_PLATFORM: NvidiaGpuFacts['platform'] = {
  chassisSerial: null,
  slotNumber: null,
  trayIndex: null,
  hostId: null,
  peerType: null,
  gpuFabricGuid: null,
}

const NO_VGPU_CAPABILITY: NvidiaGpuFacts['vgpuCapability'] = {
  fractionalMultiVgpu: null,
  heterogeneousTimeSliceProfiles: null,
  heterogeneousTimeSliceSizes: null,
  homogeneousPlacements: null,
  migTimeSlicing: null,
  migTimeSlicingMode: null,
}

const NO_MEMORY_HEALTH: NvidiaGpuFacts['memoryHealth'] = {
  isSramThresholdExceeded: null,
  isChannelRepairPending: null,
  isTpcRepairPending: null,
  hasUnrepairableMemory: null,
  sramSources: { l2: null, sm: null, microcontroller: null, pcie: null, other: null },
  inactiveRemappedRows: { correctable: null, uncorrectable: null },
  remapAvailabilityBanks: { max: null, high: null, partial: null, low: null, none: null },
}

const NO_TEMPERATURE_LIMITS: NvidiaGpuFacts['temperatureLimits'] = {
  shutdownC: null,
  slowdownC: null,
  maxOperatingC: null,
  memoryMaxOperatingC: null,
  targetC: null,
  shutdownHeadroomC: null,
  slowdownHeadroomC: null,
  maxOperatingHeadroomC: null,
  memoryMaxOperatingHeadroomC: null,
}

const NO_FABRIC_HEALTH: NvidiaGpuFacts['fabricHealth'] = {
  summary: null,
  bandwidth: null,
  routeRecoveryInProgress: null,
  routeUnhealthy: null,
  accessTimeoutRecovery: null,
  incorrectConfiguration: null,
  partitionAssigned: null,
}

const NO_READING: NvidiaGpuFacts['reading'] = {
  memoryTemperatureC: null,
  temperatureHeadroomC: null,
  fanPercent: null,
  utilisation: {
    gpuPercent: null,
    memoryPercent: null,
    encoderPercent: null,
    decoderPercent: null,
    jpegPercent: null,
    opticalFlowPercent: null,
  },
  clocks: { graphicsMhz: null, smMhz: null, memoryMhz: null, videoMhz: null },
  averagePowerW: null,
  instantPowerW: null,
  memoryPowerW: null,
  modulePowerW: null,
  throttledMicroseconds: {
    swPowerCap: null,
    syncBoost: null,
    swThermalSlowdown: null,
    hwThermalSlowdown: null,
    hwPowerBrakeSlowdown: null,
  },
  pcieSentKbPerSecond: null,
  pcieReceivedKbPerSecond: null,
  graphicsVoltageMv: null,
  encoderSessions: null,
}

export function anNvidiaGpu(address: string, changes: Partial<NvidiaGpuFacts> = {}): NvidiaGpuFacts {
  return {
    index: null,
    busId: anAddress(address),
    uuid: `GPU-${address}`,
    serial: null,
    minorNumber: null,
    productName: 'NVIDIA H100 80GB HBM3',
    brand: null,
    architecture: 'Hopper',
    pciVendorId: '10de',
    pciDeviceId: '2330',
    pciSubsystemVendorId: null,
    pciSubsystemDeviceId: null,
    pciClassCode: null,
    computeCapability: null,
    pdi: null,
    boardId: null,
    boardPartNumber: null,
    gpuPartNumber: null,
    fruPartNumber: null,
    moduleId: null,
    platform: NO_PLATFORM,
    isMultiGpuBoard: null,
    vbiosVersion: null,
    gspFirmwareVersion: null,
    inforom: { image: null, oem: null, ecc: null, power: null },
    memory: { totalMib: asMib(81_559), reservedMib: null, usedMib: null, freeMib: null },
    bar1: { totalMib: null, reservedMib: null, usedMib: null, freeMib: null },
    link: {
      currentGen: null,
      maxGen: null,
      deviceMaxGen: null,
      hostMaxGen: null,
      currentWidth: null,
      maxWidth: null,
    },
    replayCounter: null,
    replayRollovers: null,
    c2cMode: null,
    migMode: { current: null, pending: null },
    migDevices: null,
    virtualizationMode: 'None',
    hostVgpuMode: null,
    vgpuHeterogeneousMode: null,
    vgpuCapability: NO_VGPU_CAPABILITY,
    vgpuLicense: { product: null, status: null },
    addressingMode: null,
    ecc: { current: null, pending: null, volatile: NO_COUNTS, aggregate: NO_COUNTS },
    retiredPages: { singleBit: null, doubleBit: null, pending: null },
    remappedRows: { correctable: null, uncorrectable: null, pending: null, failure: null },
    memoryHealth: NO_MEMORY_HEALTH,
    performanceState: null,
    clocksEventReasons: null,
    temperatureC: null,
    powerDrawW: null,
    powerLimitW: null,
    powerLimits: { requestedW: null, defaultW: null, minW: null, maxW: null },
    temperatureLimits: NO_TEMPERATURE_LIMITS,
    fabric: { state: null, status: null, cliqueId: null, clusterUuid: null },
    fabricHealth: NO_FABRIC_HEALTH,
    recoveryAction: null,
    resetStatus: { isResetRequired: null, isDrainAndResetRecommended: null },
    confidentialComputing: {
      protectedMemory: { totalMib: null, reservedMib: null, usedMib: null, freeMib: null },
      dramEncryption: { current: null, pending: null },
    },
    persistenceMode: null,
    computeMode: null,
    accounting: { mode: null, bufferSize: null },
    driverModel: { current: null, pending: null },
    isDisplayAttached: null,
    isDisplayActive: null,
    processes: null,
    reading: NO_READING,
    ...changes,
  }
}

export function aNvidiaSmi(gpus: NvidiaGpuFacts[]): NvidiaSmiFacts {
  return {
    driverVersion: '570.133.20',
    cudaVersion: '12.8',
    supportsHeterogeneousMultiVgpu: null,
    attachedGpus: gpus.length,
    gpus,
  }
}

/** `gpuCount` GPUs on node 0, all `link` apart; the first one's memory may be a NUMA node of its own. */
export function aTopology(gpuCount: number, link: TopoLink, firstGpuNumaId: number | null = null): TopoFacts {
  const indices = Array.from({ length: gpuCount }, (_, index) => index)
  return {
    devices: indices.map((index) => ({
      label: `GPU${index}`,
      kind: 'gpu',
      name: null,
      cpuAffinity: null,
      numaAffinity: [0],
      gpuNumaId: index === 0 ? firstGpuNumaId : null,
    })),
    links: indices.map((row) => indices.map((column) => (row === column ? 'X' : link))),
    showsNvlink: true,
  }
}

/** Eight GPUs with virtual functions, each below a bridge of its own, and a console. */
export function aDgxFunctionList(): LspciFunction[] {
  const sriov = { totalVfs: 16, numVfs: 1, vfOffset: 4, vfStride: 1 }
  const buses = Array.from({ length: 8 }, (_, index) => 0x10 + 0x10 * index)
  return [
    aLspciFunction('0000:03:00.0', { vendorId: '1a03', deviceId: '2000', classCode: '0300' }),
    ...buses.flatMap((bus) => [
      aLspciFunction(`0000:${bus.toString(16)}:01.0`, {
        classCode: '0604',
        vendorId: '8086',
        bridge: { secondaryBus: bus + 1, subordinateBus: bus + 1 },
      }),
      aLspciFunction(`0000:${(bus + 1).toString(16)}:00.0`, { sriov }),
      aLspciFunction(`0000:${(bus + 1).toString(16)}:00.4`),
    ]),
  ]
}

interface Handed {
  hostdevPci?: string[]
  hostdevMdev?: string[]
}

/** A libvirt domain and the devices handed to it. */
export function aDomain(
  name: string,
  uuid: string,
  { hostdevPci = [], hostdevMdev = [] }: Handed = {},
): LibvirtDomain {
  return {
    name,
    uuid,
    id: null,
    type: null,
    title: null,
    nova: null,
    osinfoId: null,
    memoryMib: null,
    currentMemoryMib: null,
    maxMemoryMib: null,
    hugepages: null,
    isMemoryLocked: null,
    vcpus: null,
    vcpusCurrent: null,
    vcpuPlacement: null,
    cpuset: null,
    cpuShares: null,
    cpuPeriodUs: null,
    cpuQuotaUs: null,
    vcpuPins: [],
    emulatorPin: null,
    iothreads: null,
    iothreadPins: [],
    schedulers: [],
    numatune: null,
    cpuMode: null,
    cpuModel: null,
    cpuTopology: null,
    numaCells: [],
    architecture: null,
    machine: null,
    firmware: null,
    loader: null,
    hasSecureBoot: null,
    emulator: null,
    launchSecurity: null,
    guestAgentChannel: null,
    videoModels: [],
    hasQemuArguments: false,
    hostdevPci: hostdevPci.map((source) => ({
      source: anAddress(source),
      guest: null,
      driver: 'vfio',
      isManaged: true,
      isInterface: false,
    })),
    hostdevMdev: hostdevMdev.map((mdev) => ({ uuid: mdev, guest: null, model: 'vfio-pci' })),
  }
}

/** One entry of AMD's tools. */
export function anAmdDevice(label: string, changes: Partial<AmdDevice> = {}): AmdDevice {
  return {
    label,
    address: null,
    uniqueId: null,
    uuid: null,
    serial: null,
    deviceId: null,
    subsystemId: null,
    revision: null,
    productName: null,
    productModel: null,
    sku: null,
    gfxVersion: null,
    vbiosVersion: null,
    vbiosPartNumber: null,
    oamId: null,
    numaNode: null,
    kfdNode: null,
    kfdGpuId: null,
    computePartition: null,
    memoryPartition: null,
    partitionId: null,
    isPartition: null,
    vramTotalMib: null,
    vramUsedMib: null,
    vramType: null,
    memoryVendor: null,
    linkCurrentGts: null,
    linkCurrentWidth: null,
    linkMaxGts: null,
    linkMaxWidth: null,
    replayCounter: null,
    powerLimitW: null,
    powerDrawW: null,
    temperatureC: null,
    temperatureHotspotC: null,
    temperatureMemoryC: null,
    utilisationPercent: null,
    performanceLevel: null,
    eccUncorrected: null,
    eccCorrected: null,
    ...changes,
  }
}
