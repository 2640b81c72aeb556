import type { GpuLayout, HostLayout, MigInstance, NvidiaLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'
import { listClocks, listEcc, listPower, listTemperature } from './nvidia-smi-readings'
import { leaf, renderElements, type XmlElement } from './xml-text'

/** `nvidia-smi -q -x` as driver 580 writes it (nvsmi_device_v13.dtd). */
export function writeNvidiaSmiXml({ nvidia, pci }: HostLayout, timestamp: string): string {
  if (!nvidia) throw new Error('without its kernel module nvidia-smi is never asked')
  const log: XmlElement[] = [
    leaf('timestamp', timestamp),
    leaf('driver_version', nvidia.driverVersion),
    leaf('cuda_version', nvidia.cudaVersion),
    leaf('attached_gpus', nvidia.gpus.length),
    ...nvidia.gpus.map((gpu, index): XmlElement => {
      const fn = pci.find((candidate) => candidate.address === gpu.address)
      if (!fn) throw new Error(`${gpu.address} is in no slot`)
      return {
        name: 'gpu',
        attributes: ` id="${longBusId(gpu.address)}"`,
        content: listGpu(gpu, index, fn, nvidia, pci),
      }
    }),
  ]
  return `<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v13.dtd">\n${renderElements([
    { name: 'nvidia_smi_log', content: log },
  ])}`
}

function listGpu(
  gpu: GpuLayout,
  index: number,
  fn: PciFunction,
  nvidia: NvidiaLayout,
  pci: PciFunction[],
): XmlElement[] {
  const { board } = gpu
  const mig = board.hasMig ? (gpu.mig ? 'Enabled' : 'Disabled') : 'N/A'
  return [
    leaf('product_name', board.productName),
    leaf('product_brand', board.brand),
    leaf('product_architecture', board.architecture),
    leaf('display_mode', 'Requested functionality has been deprecated'),
    leaf('display_attached', 'No'),
    leaf('display_active', 'Disabled'),
    leaf('persistence_mode', 'Enabled'),
    leaf('addressing_mode', 'HMM'),
    { name: 'mig_mode', content: [leaf('current_mig', mig), leaf('pending_mig', mig)] },
    { name: 'mig_devices', content: gpu.mig ? gpu.mig.map(describeMigDevice) : 'None' },
    leaf('accounting_mode', 'Disabled'),
    leaf('accounting_mode_buffer_size', 4000),
    leaf('serial', gpu.serial),
    leaf('uuid', gpu.uuid),
    leaf('minor_number', index),
    leaf('vbios_version', gpu.vbiosVersion),
    leaf('multigpu_board', 'No'),
    leaf('board_id', `0x${gpu.address.slice(5, 7)}00`),
    leaf('board_part_number', board.boardPartNumber),
    leaf('gpu_part_number', board.gpuPartNumber),
    leaf('gpu_fru_part_number', 'N/A'),
    {
      name: 'platformInfo',
      content: [
        leaf('chassis_serial_number', 'N/A'),
        leaf('slot_number', 'N/A'),
        leaf('tray_index', 'N/A'),
        leaf('host_id', 'N/A'),
        leaf('peer_type', nvidia.fabric ? 'Switch Connected' : 'N/A'),
        leaf('module_id', gpu.moduleId),
        leaf('gpu_fabric_guid', 'N/A'),
      ],
    },
    {
      name: 'inforom_version',
      content: [
        leaf('img_version', board.inforom.image),
        leaf('oem_object', board.inforom.oem),
        leaf('ecc_object', board.inforom.ecc),
        leaf('pwr_object', board.inforom.power),
      ],
    },
    {
      name: 'gpu_virtualization_mode',
      content: [
        leaf('virtualization_mode', 'None'),
        leaf('host_vgpu_mode', 'N/A'),
        leaf('vgpu_heterogeneous_mode', 'N/A'),
      ],
    },
    leaf('gpu_recovery_action', 'None'),
    leaf('gsp_firmware_version', nvidia.driverVersion),
    describePci(gpu, fn, pci),
    leaf('fan_speed', 'N/A'),
    leaf('performance_state', gpu.utilizationPercent > 0 ? 'P0' : 'P8'),
    { name: 'clocks_event_reasons', content: listClockReasons(gpu) },
    describeMemory('fb_memory_usage', board.memoryMib, board.reservedMib, gpu.usedMib),
    describeMemory('bar1_memory_usage', board.bar1Mib, null, gpu.processes.length + 1),
    describeMemory('cc_protected_memory_usage', 0, null, 0),
    leaf('compute_mode', 'Default'),
    { name: 'utilization', content: listUtilization(gpu) },
    ...listEcc(gpu),
    listTemperature(gpu),
    ...listPower(gpu),
    ...listClocks(gpu),
    describeFabric(nvidia),
    { name: 'supported_clocks', content: 'N/A' },
    { name: 'processes', content: gpu.processes.map(describeProcess) },
    { name: 'accounted_processes', content: [] },
    { name: 'capabilities', content: [leaf('egm', 'disabled')] },
  ]
}

function describeMigDevice(instance: MigInstance, index: number): XmlElement {
  return {
    name: 'mig_device',
    content: [
      leaf('index', index),
      leaf('gpu_instance_id', instance.gpuInstanceId),
      leaf('compute_instance_id', 0),
      {
        name: 'device_attributes',
        content: [
          {
            name: 'shared',
            content: [
              leaf('multiprocessor_count', instance.multiprocessors),
              leaf('copy_engine_count', instance.copyEngines),
              leaf('encoder_count', 0),
              leaf('decoder_count', instance.decoders),
              leaf('ofa_count', 0),
              leaf('jpg_count', 0),
            ],
          },
        ],
      },
      {
        name: 'ecc_error_count',
        content: [{ name: 'volatile_count', content: [leaf('sram_uncorrectable', 0)] }],
      },
      describeMemory('fb_memory_usage', instance.memoryMib, 0, 12),
      describeMemory('bar1_memory_usage', Math.round(instance.memoryMib * 1.4), null, 0),
    ],
  }
}

function describePci(gpu: GpuLayout, fn: PciFunction, pci: PciFunction[]): XmlElement {
  const { link } = fn
  const port = pci.find((candidate) => candidate.address === fn.parent)
  if (!link || !port?.link) throw new Error(`${fn.address} has no link`)
  // Without work the link rests at the first generation, as these boards do; the width never rests.
  const current = gpu.utilizationPercent > 0 ? generationOf(link.currentGts) : 1
  return {
    name: 'pci',
    content: [
      leaf('pci_bus', fn.address.slice(5, 7).toUpperCase()),
      leaf('pci_device', fn.address.slice(8, 10).toUpperCase()),
      leaf('pci_domain', fn.address.slice(0, 4)),
      leaf('pci_base_class', 3),
      leaf('pci_sub_class', Number(fn.classCode.slice(3))),
      leaf('pci_device_id', `${fn.deviceId}${fn.vendorId}`.toUpperCase()),
      leaf('pci_bus_id', longBusId(fn.address)),
      leaf('pci_sub_system_id', `${fn.subsystem?.deviceId}${fn.subsystem?.vendorId}`.toUpperCase()),
      {
        name: 'pci_gpu_link_info',
        content: [
          {
            name: 'pcie_gen',
            content: [
              leaf('max_link_gen', Math.min(generationOf(link.maxGts), generationOf(port.link.maxGts))),
              leaf('current_link_gen', current),
              leaf('device_current_link_gen', current),
              leaf('max_device_link_gen', generationOf(link.maxGts)),
              leaf('max_host_link_gen', generationOf(port.link.maxGts)),
            ],
          },
          {
            name: 'link_widths',
            content: [
              leaf('max_link_width', `${link.maxWidth}x`),
              leaf('current_link_width', `${link.currentWidth}x`),
            ],
          },
        ],
      },
      leaf('replay_counter', gpu.replayCount),
      leaf('replay_rollover_counter', 0),
      leaf('tx_util', '0 KB/s'),
      leaf('rx_util', '0 KB/s'),
      leaf('atomic_caps_outbound', 'N/A'),
      leaf('atomic_caps_inbound', 'N/A'),
    ],
  }
}

const CLOCK_REASONS = [
  'applications_clocks_setting',
  'sw_power_cap',
  'hw_slowdown',
  'hw_thermal_slowdown',
  'hw_power_brake_slowdown',
  'sync_boost',
  'sw_thermal_slowdown',
  'display_clocks_setting',
]

function listClockReasons(gpu: GpuLayout): XmlElement[] {
  const isIdle = gpu.utilizationPercent === 0
  return ['gpu_idle', ...CLOCK_REASONS].map((reason) =>
    leaf(`clocks_event_reason_${reason}`, reason === 'gpu_idle' && isIdle ? 'Active' : 'Not Active'),
  )
}

function listUtilization({ mig, utilizationPercent }: GpuLayout): XmlElement[] {
  // A GPU in MIG mode has no utilisation of its own.
  const text = mig ? 'N/A' : `${utilizationPercent} %`
  const idle = mig ? 'N/A' : '0 %'
  return [
    leaf('gpu_util', text),
    leaf('memory_util', mig ? 'N/A' : `${Math.round(utilizationPercent / 2)} %`),
    ...['encoder', 'decoder', 'jpeg', 'ofa'].map((engine) => leaf(`${engine}_util`, idle)),
  ]
}

function describeMemory(
  name: string,
  totalMib: number,
  reservedMib: number | null,
  usedMib: number,
): XmlElement {
  return {
    name,
    content: [
      leaf('total', `${totalMib} MiB`),
      ...(reservedMib === null ? [] : [leaf('reserved', `${reservedMib} MiB`)]),
      leaf('used', `${usedMib} MiB`),
      leaf('free', `${totalMib - (reservedMib ?? 0) - usedMib} MiB`),
    ],
  }
}

function describeFabric({ fabric }: NvidiaLayout): XmlElement {
  return {
    name: 'fabric',
    content: [
      leaf('state', fabric ? 'Completed' : 'N/A'),
      leaf('status', fabric ? 'Success' : 'N/A'),
      leaf('cliqueId', fabric?.cliqueId ?? 'N/A'),
      leaf('clusterUuid', fabric?.clusterUuid ?? 'N/A'),
      { name: 'health', content: [leaf('summary', fabric ? 'Healthy' : 'N/A'), leaf('bandwidth', 'N/A')] },
    ],
  }
}

function describeProcess({ pid, name, usedMib }: GpuLayout['processes'][number]): XmlElement {
  return {
    name: 'process_info',
    content: [
      leaf('gpu_instance_id', 'N/A'),
      leaf('compute_instance_id', 'N/A'),
      leaf('pid', pid),
      leaf('type', 'C'),
      leaf('process_name', name),
      leaf('used_memory', `${usedMib} MiB`),
    ],
  }
}

function generationOf(gts: number): number {
  const generation = [2.5, 5, 8, 16, 32, 64].indexOf(gts) + 1
  if (generation === 0) throw new Error(`no PCIe generation has ${gts} GT/s`)
  return generation
}

function longBusId(address: string): string {
  return `0000${address}`.toUpperCase()
}
