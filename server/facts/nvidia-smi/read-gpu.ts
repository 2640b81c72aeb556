import type {
  FabricHealth,
  NvidiaGpuFacts,
  NvidiaLink,
  NvidiaPlatform,
} from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { parseLinkWidth } from '@/server/core/units/pcie-link'
import type { GpuReader } from './gpu-reader'
import { readEcc, readMemoryHealth, readRemappedRows, readRetiredPages } from './read-memory-health'
import { readDraw, readMoment, readPowerLimits, readSensor, readTemperatureLimits } from './read-moment'
import {
  readConfidentialComputing,
  readMigDevices,
  readProcesses,
  readVgpuCapability,
  readVgpuLicense,
} from './read-tenancy'

/**
 * One `<gpu>` of any layout from driver 390 to 595; where a name changed, the newer one is asked first. The other
 * forms of nvidia-smi are brought into this layout before, so that their meaning is read here alone.
 */
export function readGpu(gpu: GpuReader): NvidiaGpuFacts {
  const virtualizationMode = gpu.textOrNone('gpu_virtualization_mode/virtualization_mode')
  const isVgpuGuest = virtualizationMode === 'VGPU'
  return {
    index: gpu.count('index'),
    busId: readBusId(gpu),
    uuid: gpu.text('uuid'),
    serial: gpu.text('serial'),
    minorNumber: gpu.count('minor_number'),
    productName: gpu.text('product_name'),
    brand: gpu.text('product_brand'),
    architecture: gpu.text('product_architecture'),
    ...readPciIds(gpu),
    pciClassCode: readClassCode(gpu),
    computeCapability: gpu.text('compute_cap'),
    pdi: gpu.text('pdi'),
    boardId: gpu.text('board_id'),
    boardPartNumber: gpu.text('board_part_number'),
    gpuPartNumber: gpu.text('gpu_part_number'),
    fruPartNumber: gpu.text('gpu_fru_part_number'),
    moduleId: gpu.text('platformInfo/module_id') ?? gpu.text('gpu_module_id'),
    platform: readPlatform(gpu),
    isMultiGpuBoard: gpu.yesNo('multigpu_board'),
    vbiosVersion: gpu.text('vbios_version'),
    gspFirmwareVersion: gpu.text('gsp_firmware_version'),
    inforom: {
      image: gpu.text('inforom_version/img_version'),
      oem: gpu.text('inforom_version/oem_object'),
      ecc: gpu.text('inforom_version/ecc_object'),
      power: gpu.text('inforom_version/pwr_object'),
    },
    memory: gpu.memoryUse('fb_memory_usage'),
    bar1: gpu.memoryUse('bar1_memory_usage'),
    link: readLink(gpu),
    replayCounter: gpu.count('pci/replay_counter'),
    replayRollovers: gpu.count('pci/replay_rollover_counter'),
    c2cMode: gpu.toggle('c2c_mode'),
    migMode: { current: gpu.toggle('mig_mode/current_mig'), pending: gpu.toggle('mig_mode/pending_mig') },
    migDevices: readMigDevices(gpu),
    virtualizationMode,
    hostVgpuMode: gpu.text('gpu_virtualization_mode/host_vgpu_mode'),
    vgpuHeterogeneousMode: gpu.toggle('gpu_virtualization_mode/vgpu_heterogeneous_mode'),
    vgpuCapability: readVgpuCapability(gpu),
    vgpuLicense: readVgpuLicense(gpu),
    addressingMode: gpu.textOrNone('addressing_mode'),
    ecc: readEcc(gpu),
    retiredPages: readRetiredPages(gpu),
    remappedRows: readRemappedRows(gpu),
    memoryHealth: readMemoryHealth(gpu),
    performanceState: gpu.text('performance_state'),
    clocksEventReasons: readClocksEventReasons(gpu),
    temperatureC: readSensor(gpu, 'temperature/gpu_temp', 'C', isVgpuGuest),
    ...readPower(gpu),
    powerLimits: readPowerLimits(gpu),
    temperatureLimits: readTemperatureLimits(gpu),
    fabric: {
      state: gpu.text('fabric/state'),
      status: gpu.text('fabric/status'),
      cliqueId: gpu.text('fabric/cliqueId'),
      clusterUuid: gpu.text('fabric/clusterUuid'),
    },
    fabricHealth: readFabricHealth(gpu),
    recoveryAction: gpu.textOrNone('gpu_recovery_action'),
    resetStatus: {
      isResetRequired: gpu.yesNo('gpu_reset_status/reset_required'),
      isDrainAndResetRecommended: gpu.yesNo('gpu_reset_status/drain_and_reset_recommended'),
    },
    confidentialComputing: readConfidentialComputing(gpu),
    persistenceMode: gpu.toggle('persistence_mode'),
    computeMode: gpu.text('compute_mode'),
    accounting: { mode: gpu.toggle('accounting_mode'), bufferSize: gpu.count('accounting_mode_buffer_size') },
    driverModel: {
      current: gpu.text('driver_model/current_dm'),
      pending: gpu.text('driver_model/pending_dm'),
    },
    isDisplayAttached: gpu.yesNo('display_attached'),
    isDisplayActive: readSwitch(gpu, 'display_active'),
    processes: readProcesses(gpu),
    reading: readMoment(gpu, isVgpuGuest),
  }
}

function readSwitch(gpu: GpuReader, path: string): boolean | null {
  const toggle = gpu.toggle(path)
  return toggle === null ? null : toggle === 'enabled'
}

/** `3` and `2`, or `0x3` and `0x2`, are class 0302. */
function readClassCode(gpu: GpuReader): string | null {
  const parts = ['pci/pci_base_class', 'pci/pci_sub_class'].map((path) => {
    const digits = /^(?:0x)?([0-9a-f]{1,2})$/i.exec(gpu.text(path) ?? '')?.[1]
    return digits?.toLowerCase().padStart(2, '0') ?? null
  })
  return parts.includes(null) ? null : parts.join('')
}

/**
 * Drivers up to 565 named the same places otherwise. Where the XML says N/A, `--query-gpu` prints zeros, and then
 * slot 0 of nowhere is no place.
 */
function readPlatform(gpu: GpuReader): NvidiaPlatform {
  const guid = gpu.text('platformInfo/gpu_fabric_guid')
  const platform = guid !== null && /^0x0*$/.test(guid) ? null : gpu.enter('platformInfo')
  const readName = (name: string, before: string) => platform?.text(name) ?? platform?.text(before) ?? null
  return {
    chassisSerial: readName('chassis_serial_number', 'rack_serial_number'),
    slotNumber: readName('slot_number', 'chassis_physical_slot_number'),
    trayIndex: readName('tray_index', 'compute_slot_index'),
    hostId: readName('host_id', 'node_index'),
    peerType: platform?.text('peer_type') ?? null,
    gpuFabricGuid: platform ? guid : null,
  }
}

function readFabricHealth(gpu: GpuReader): FabricHealth {
  const health = gpu.enter('fabric/health')
  return {
    summary: health?.text('summary') ?? null,
    bandwidth: health?.text('bandwidth') ?? null,
    routeRecoveryInProgress: health?.text('route_recovery_in_progress') ?? null,
    routeUnhealthy: health?.text('route_unhealthy') ?? null,
    accessTimeoutRecovery: health?.text('access_timeout_recovery') ?? null,
    incorrectConfiguration: health?.text('incorrect_configuration') ?? null,
    partitionAssigned: health?.text('partition_assigned') ?? null,
  }
}

/** From `<pci_bus_id>`, else the `id` attribute. Where the two differ the element wins, with an issue. */
function readBusId(gpu: GpuReader): PciAddress | null {
  const element = parsePciAddress(gpu.text('pci/pci_bus_id') ?? '')
  const attribute = parsePciAddress(gpu.node.attributes.id ?? '')
  if (element && attribute && element !== attribute) {
    gpu.report('pci/pci_bus_id', `${element}, but the id attribute says ${attribute}`)
  }
  return element ?? attribute
}

/** `220410DE` is device 2204 of vendor 10de. */
function readPciIds(gpu: GpuReader) {
  const [pciDeviceId, pciVendorId] = splitIdPair(gpu, 'pci/pci_device_id')
  const [pciSubsystemDeviceId, pciSubsystemVendorId] = splitIdPair(gpu, 'pci/pci_sub_system_id')
  return { pciVendorId, pciDeviceId, pciSubsystemVendorId, pciSubsystemDeviceId }
}

function splitIdPair(gpu: GpuReader, path: string): [string | null, string | null] {
  const text = gpu.text(path)
  if (text === null) return [null, null]
  const match = /^(?:0x)?([0-9a-f]{4})([0-9a-f]{4})$/i.exec(text)
  if (!match?.[1] || !match[2]) {
    gpu.report(path, text)
    return [null, null]
  }
  return [match[1].toLowerCase(), match[2].toLowerCase()]
}

function readLink(gpu: GpuReader): NvidiaLink {
  const gen = 'pci/pci_gpu_link_info/pcie_gen'
  const width = 'pci/pci_gpu_link_info/link_widths'
  return {
    currentGen: readGeneration(gpu, `${gen}/current_link_gen`),
    maxGen: readGeneration(gpu, `${gen}/max_link_gen`),
    deviceMaxGen: readGeneration(gpu, `${gen}/max_device_link_gen`),
    hostMaxGen: readGeneration(gpu, `${gen}/max_host_link_gen`),
    currentWidth: parseLinkWidth(gpu.text(`${width}/current_link_width`) ?? ''),
    maxWidth: parseLinkWidth(gpu.text(`${width}/max_link_width`) ?? ''),
  }
}

/** 0 is what the driver prints without a link to ask; it is no generation. */
function readGeneration(gpu: GpuReader, path: string): number | null {
  const generation = gpu.count(path)
  return generation === 0 ? null : generation
}

const REASON_PREFIX = /^clocks_(?:event|throttle)_reason_/

/** Active reasons as `swPowerCap`. Null when not one of them could be read, or a leaf stands for the list. */
function readClocksEventReasons(gpu: GpuReader): string[] | null {
  const block = gpu.enter('clocks_event_reasons') ?? gpu.enter('clocks_throttle_reasons')
  if (!block) return null
  const told = block.node.children.filter(
    (child) => REASON_PREFIX.test(child.name) && /^(?:Not )?Active$/.test(child.text.trim()),
  )
  if (told.length === 0) return null
  return told
    .filter((child) => child.text.trim() === 'Active')
    .map((child) => convertToCamelCase(child.name.replace(REASON_PREFIX, '')))
}

function convertToCamelCase(snake: string): string {
  return snake.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * The GPU's own power: from 535 `gpu_power_readings` (never `module_power_readings`, whose children have the same
 * names), before `power_readings`. From 570 the instant value stands beside the average; instant is taken.
 */
function readPower(gpu: GpuReader): { powerDrawW: number | null; powerLimitW: number | null } {
  const block = gpu.enter('gpu_power_readings') ?? gpu.enter('power_readings')
  if (!block) return { powerDrawW: null, powerLimitW: null }
  return {
    powerDrawW: readDraw(block),
    powerLimitW:
      block.quantity('current_power_limit', 'W') ??
      block.quantity('enforced_power_limit', 'W') ??
      block.quantity('power_limit', 'W'),
  }
}
