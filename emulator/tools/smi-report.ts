import type { GpuLayout, NvidiaLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { findFunction, type PciFunction } from '@/emulator/pci-tree'
import { listHealth } from './smi-health'
import { entry, type SmiNode, section, when } from './smi-node'
import { listClocks, listLoad, listMemory, listPower, listTemperature } from './smi-readings'
import { describeMigDevices, describeProcesses } from './smi-tenancy'

/** The number before the first dot, which decides what a driver prints. */
export function getDriverMajor({ driverVersion }: Pick<NvidiaLayout, 'driverVersion'>): number {
  return Number(driverVersion.split('.')[0])
}

/** What `nvidia-smi -q` reports of one GPU, entry by entry in the tool's order, as its driver would. */
export function reportGpu(host: HostLayout, nvidia: NvidiaLayout, gpu: GpuLayout, index: number): SmiNode[] {
  const major = getDriverMajor(nvidia)
  const fn = findFunction(host.pci, gpu.address)
  return [
    ...listIdentity(gpu, index, major, nvidia),
    describePci(gpu, fn, host.pci, major),
    entry('fan_speed', 'Fan Speed', 'N/A'),
    entry('performance_state', 'Performance State', gpu.utilizationPercent > 0 ? 'P0' : 'P8'),
    ...listLoad(gpu, major),
    ...listMemory(gpu, major),
    ...listHealth(gpu, major),
    ...listTemperature(gpu, major),
    ...listPower(gpu, major),
    ...listClocks(gpu),
    ...when(major < 590, section('voltage', 'Voltage', [entry('graphics_volt', 'Graphics', 'N/A')])),
    ...describeFabric(nvidia, major),
    entry('supported_clocks', null, 'N/A'),
    describeProcesses(gpu),
    section('accounted_processes', null, []),
    ...when(major >= 570, section('capabilities', 'Capabilities', [entry('egm', 'EGM', 'disabled')])),
  ]
}

function listIdentity(gpu: GpuLayout, index: number, major: number, nvidia: NvidiaLayout): SmiNode[] {
  const { board } = gpu
  const deprecated = 'Requested functionality has been deprecated'
  return [
    entry('product_name', 'Product Name', board.productName),
    entry('product_brand', 'Product Brand', board.brand),
    ...when(major >= 510, entry('product_architecture', 'Product Architecture', board.architecture)),
    entry('display_mode', 'Display Mode', major >= 590 ? deprecated : 'Disabled'),
    ...when(major >= 590, entry('display_attached', 'Display Attached', 'No')),
    entry('display_active', 'Display Active', 'Disabled'),
    entry('persistence_mode', 'Persistence Mode', 'Enabled'),
    ...when(
      major >= 535,
      entry('addressing_mode', 'Addressing Mode', gpu.memoryNode === null ? 'HMM' : 'ATS'),
    ),
    ...describeMig(gpu),
    entry('accounting_mode', 'Accounting Mode', 'Disabled'),
    entry('accounting_mode_buffer_size', 'Accounting Mode Buffer Size', 4000),
    section('driver_model', 'Driver Model', [
      entry('current_dm', 'Current', 'N/A'),
      entry('pending_dm', 'Pending', 'N/A'),
    ]),
    entry('serial', 'Serial Number', gpu.serial),
    entry('uuid', 'GPU UUID', gpu.uuid),
    ...when(major >= 590, entry('pdi', 'GPU PDI', `0x${gpu.uuid.slice(-12).padStart(16, '0')}`)),
    entry('minor_number', 'Minor Number', index),
    entry('vbios_version', 'VBIOS Version', gpu.vbiosVersion),
    entry('multigpu_board', 'MultiGPU Board', 'No'),
    entry('board_id', 'Board ID', `0x${gpu.address.slice(-7, -5)}00`),
    ...when(major >= 525, entry('board_part_number', 'Board Part Number', board.boardPartNumber)),
    entry('gpu_part_number', 'GPU Part Number', board.gpuPartNumber),
    ...when(major >= 535, entry('gpu_fru_part_number', 'FRU Part Number', 'N/A')),
    ...listModule(gpu, nvidia, major),
    section('inforom_version', 'Inforom Version', [
      entry('img_version', 'Image Version', board.inforom.image),
      entry('oem_object', 'OEM Object', board.inforom.oem),
      entry('ecc_object', 'ECC Object', board.inforom.ecc),
      entry('pwr_object', 'Power Management Object', board.inforom.power),
    ]),
    section('gpu_operation_mode', 'GPU Operation Mode', [
      entry('current_gom', 'Current', 'N/A'),
      entry('pending_gom', 'Pending', 'N/A'),
    ]),
    ...when(
      major >= 470 && major < 570,
      entry('gsp_firmware_version', 'GSP Firmware Version', nvidia.driverVersion),
    ),
    section('gpu_virtualization_mode', 'GPU Virtualization Mode', [
      entry('virtualization_mode', 'Virtualization Mode', gpu.virtualization),
      entry('host_vgpu_mode', 'Host VGPU Mode', gpu.hostVgpuMode ?? 'N/A'),
      ...when(major >= 570, entry('vgpu_heterogeneous_mode', 'vGPU Heterogeneous Mode', 'N/A')),
    ]),
    ...listReset(major),
    ...when(major >= 570, entry('gsp_firmware_version', 'GSP Firmware Version', nvidia.driverVersion)),
    section('ibmnpu', 'IBMNPU', [entry('relaxed_ordering_mode', 'Relaxed Ordering Mode', 'N/A')]),
  ]
}

function describeMig(gpu: GpuLayout): SmiNode[] {
  const mode = gpu.board.migProfiles.length > 0 ? (gpu.mig ? 'Enabled' : 'Disabled') : 'N/A'
  return [
    section('mig_mode', 'MIG Mode', [
      entry('current_mig', 'Current', mode),
      entry('pending_mig', 'Pending', mode),
    ]),
    describeMigDevices(gpu),
  ]
}

function listModule(gpu: GpuLayout, nvidia: NvidiaLayout, major: number): SmiNode[] {
  if (major < 510) return []
  if (major < 570) return [entry('gpu_module_id', 'Module ID', gpu.moduleId)]
  return [
    section('platformInfo', 'Platform Info', [
      entry('chassis_serial_number', 'Chassis Serial Number', 'N/A'),
      entry('slot_number', 'Slot Number', 'N/A'),
      entry('tray_index', 'Tray Index', 'N/A'),
      entry('host_id', 'Host ID', 'N/A'),
      entry('peer_type', 'Peer Type', nvidia.fabric ? 'Switch Connected' : 'N/A'),
      entry('module_id', 'Module Id', gpu.moduleId),
      entry('gpu_fabric_guid', 'GPU Fabric GUID', 'N/A'),
    ]),
  ]
}

function listReset(major: number): SmiNode[] {
  const deprecated = 'Requested functionality has been deprecated'
  return [
    ...when(
      major >= 535 && major < 590,
      section('gpu_reset_status', 'GPU Reset Status', [
        entry('reset_required', 'Reset Required', major < 570 ? 'No' : deprecated),
        entry('drain_and_reset_recommended', 'Drain and Reset Recommended', major < 570 ? 'N/A' : deprecated),
      ]),
    ),
    ...when(major >= 570, entry('gpu_recovery_action', 'GPU Recovery Action', 'None')),
  ]
}

function describePci(gpu: GpuLayout, fn: PciFunction, pci: PciFunction[], major: number): SmiNode {
  const { link } = fn
  const port = findFunction(pci, fn.parent)
  if (!link || !port.link) throw new Error(`${fn.address} has no link`)
  const deviceGen = generationOf(link.maxGts)
  const hostGen = generationOf(port.link.maxGts)
  const current = getCurrentGeneration(gpu, fn)
  const busId = formatBusId(fn.address)
  const ids = `${fn.deviceId}${fn.vendorId}`.toUpperCase()
  const subsystem = `${fn.subsystem?.deviceId ?? '0000'}${fn.subsystem?.vendorId ?? '0000'}`.toUpperCase()
  return section('pci', 'PCI', [
    entry('pci_bus', null, busId.slice(9, 11)),
    entry(null, 'Bus', `0x${busId.slice(9, 11)}`),
    entry('pci_device', null, busId.slice(12, 14)),
    entry(null, 'Device', `0x${busId.slice(12, 14)}`),
    entry('pci_domain', null, busId.slice(4, 8)),
    entry(null, 'Domain', `0x${busId.slice(4, 8)}`),
    ...when(
      major >= 570,
      entry('pci_base_class', null, 3),
      entry(null, 'Base Classcode', '0x3'),
      entry('pci_sub_class', null, Number(fn.classCode.slice(3))),
      entry(null, 'Sub Classcode', `0x${Number(fn.classCode.slice(3))}`),
    ),
    entry('pci_device_id', null, ids),
    entry(null, 'Device Id', `0x${ids}`),
    entry('pci_bus_id', 'Bus Id', busId),
    entry('pci_sub_system_id', null, subsystem),
    entry(null, 'Sub System Id', `0x${subsystem}`),
    section('pci_gpu_link_info', 'GPU Link Info', [
      section('pcie_gen', 'PCIe Generation', [
        entry('max_link_gen', 'Max', Math.min(deviceGen, hostGen)),
        entry('current_link_gen', 'Current', current),
        ...when(
          major >= 525,
          entry('device_current_link_gen', 'Device Current', current),
          entry('max_device_link_gen', 'Device Max', deviceGen),
          entry('max_host_link_gen', 'Host Max', hostGen),
        ),
      ]),
      section('link_widths', 'Link Width', [
        entry('max_link_width', 'Max', `${link.maxWidth}x`),
        entry('current_link_width', 'Current', `${link.currentWidth}x`),
      ]),
    ]),
    section('pci_bridge_chip', 'Bridge Chip', [
      entry('bridge_chip_type', 'Type', 'N/A'),
      entry('bridge_chip_fw', 'Firmware', 'N/A'),
    ]),
    entry('replay_counter', 'Replays Since Reset', gpu.replayCount),
    entry('replay_rollover_counter', 'Replay Number Rollovers', 0),
    entry('tx_util', 'Tx Throughput', '0 KB/s'),
    entry('rx_util', 'Rx Throughput', '0 KB/s'),
    ...when(
      major >= 525,
      entry('atomic_caps_outbound', 'Atomic Caps Outbound', 'N/A'),
      entry('atomic_caps_inbound', 'Atomic Caps Inbound', 'N/A'),
    ),
  ])
}

function describeFabric({ fabric }: NvidiaLayout, major: number): SmiNode[] {
  if (major < 525) return []
  return [
    section('fabric', 'Fabric', [
      entry('state', 'State', fabric ? 'Completed' : 'N/A'),
      entry('status', 'Status', fabric ? 'Success' : 'N/A'),
      ...when(
        major >= 570,
        entry('cliqueId', 'CliqueId', fabric?.cliqueId ?? 'N/A'),
        entry('clusterUuid', 'ClusterUUID', fabric?.clusterUuid ?? 'N/A'),
        section('health', 'Health', [
          ...when(major >= 590, entry('summary', 'Summary', fabric ? 'Healthy' : 'N/A')),
          entry('bandwidth', 'Bandwidth', 'N/A'),
        ]),
      ),
    ]),
  ]
}

/** Without work the link rests at the first generation, as these boards do; the width never rests. */
export function getCurrentGeneration(gpu: GpuLayout, { link }: PciFunction): number {
  return gpu.utilizationPercent > 0 && link ? generationOf(link.currentGts) : 1
}

export function generationOf(gts: number): number {
  const generation = [2.5, 5, 8, 16, 32, 64].indexOf(gts) + 1
  if (generation === 0) throw new Error(`no PCIe generation has ${gts} GT/s`)
  return generation
}

/** `00000000:1A:00.0`, as NVML spells it. */
export function formatBusId(address: string): string {
  return address.padStart(16, '0').toUpperCase()
}
