import type { AmdGpuLayout, AmdLayout } from '@/emulator/accelerator-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { findFunction, type PciFunction } from '@/emulator/pci-tree'

const BYTES_PER_MIB = 1_048_576

function requireAmd({ amd }: HostLayout): AmdLayout {
  if (!amd) throw new Error('there is no GPU of AMD here')
  return amd
}

/** `rocm-smi -a --showmeminfo vram --showproductname --showtopo --json`, ROCm 6. */
export function writeRocmSmi(host: HostLayout): string {
  const { gpus, driverVersion } = requireAmd(host)
  const cards = gpus.map((gpu, index) => [
    `card${index}`,
    describeCard(gpu, findFunction(host.pci, gpu.address)),
  ])
  const system = ['system', { 'Driver version': driverVersion }]
  return `${JSON.stringify(Object.fromEntries([...cards, system]), null, 4)}\n`
}

function describeCard(gpu: AmdGpuLayout, { link }: PciFunction): Record<string, string> {
  return {
    'Device Name': gpu.productName,
    'Device ID': `0x${gpu.deviceId}`,
    'Device Rev': `0x${gpu.revision}`,
    'Subsystem ID': `0x${gpu.subsystemId}`,
    GUID: '41632',
    'Unique ID': gpu.uniqueId,
    'VBIOS version': gpu.vbiosVersion,
    'Temperature (Sensor edge) (C)': gpu.temperatureC.toFixed(1),
    'Temperature (Sensor junction) (C)': gpu.temperatureHotspotC.toFixed(1),
    'Temperature (Sensor memory) (C)': gpu.temperatureMemoryC.toFixed(1),
    'pcie clock level': `1 (${link?.currentGts.toFixed(1)}GT/s x${link?.currentWidth})`,
    'Performance Level': 'auto',
    'Max Graphics Package Power (W)': gpu.powerLimitW.toFixed(1),
    'Current Socket Graphics Package Power (W)': gpu.powerDrawW.toFixed(1),
    'GPU use (%)': String(gpu.utilizationPercent),
    'GPU Memory Allocated (VRAM%)': String(Math.round((gpu.vramUsedMib * 100) / gpu.vramTotalMib)),
    'GPU memory vendor': gpu.memoryVendor,
    'PCIe Replay Count': String(gpu.replayCount),
    'Serial Number': gpu.serial,
    'PCI Bus': gpu.address.toUpperCase(),
    'VRAM Total Memory (B)': String(gpu.vramTotalMib * BYTES_PER_MIB),
    'VRAM Total Used Memory (B)': String(gpu.vramUsedMib * BYTES_PER_MIB),
    'Card Series': gpu.productName,
    'Card Model': `0x${gpu.deviceId}`,
    'Card Vendor': 'Advanced Micro Devices, Inc. [AMD/ATI]',
    'Card SKU': gpu.sku,
    'GFX Version': gpu.gfxVersion,
    '(Topology) Numa Node': String(gpu.numaNode),
    '(Topology) Numa Affinity': String(gpu.numaNode),
    'Compute Partition': gpu.computePartition ?? 'N/A',
    'Memory Partition': gpu.memoryPartition ?? 'N/A',
  }
}

/** `amd-smi list`, `static` and `metric`, each as JSON under a line with its command. */
export function writeAmdSmi(host: HostLayout): string {
  const { gpus, driverVersion } = requireAmd(host)
  const told = (value: number, unit: string) => ({ value, unit })
  const listed = gpus.map(({ address, uuid }, gpu) => ({
    gpu,
    bdf: address.toUpperCase(),
    uuid,
    kfd_id: 40_000 + gpu,
    node_id: gpu + 2,
    partition_id: 0,
  }))
  const fixed = gpus.map((gpu, index) => {
    const { link } = findFunction(host.pci, gpu.address)
    return {
      gpu: index,
      asic: {
        market_name: gpu.productName,
        vendor_id: '0x1002',
        vendor_name: 'Advanced Micro Devices Inc. [AMD/ATI]',
        subvendor_id: '0x1002',
        device_id: `0x${gpu.deviceId}`,
        subsystem_id: `0x${gpu.subsystemId}`,
        rev_id: `0x${gpu.revision}`,
        asic_serial: gpu.uniqueId.toUpperCase().replace('X', 'x'),
        oam_id: index,
        num_compute_units: 304,
        target_graphics_version: gpu.gfxVersion,
      },
      bus: {
        bdf: gpu.address.toUpperCase(),
        max_pcie_width: link?.maxWidth,
        max_pcie_speed: told(link?.maxGts ?? 0, 'GT/s'),
        pcie_interface_version: 'Gen 5',
        slot_type: 'OAM',
      },
      vbios: { name: 'N/A', build_date: '2024/02/05 12:30', part_number: gpu.vbiosVersion, version: '022' },
      limit: { max_power: told(gpu.powerLimitW, 'W'), socket_power: told(gpu.powerLimitW, 'W') },
      driver: { name: 'amdgpu', version: driverVersion },
      board: { model_number: gpu.sku, product_serial: gpu.serial, product_name: gpu.productName },
      partition: {
        accelerator_partition: gpu.computePartition ?? 'N/A',
        memory_partition: gpu.memoryPartition ?? 'N/A',
        partition_id: 0,
      },
      numa: { node: gpu.numaNode, affinity: 0 },
      vram: {
        type: 'HBM3',
        vendor: gpu.memoryVendor.toUpperCase(),
        size: told(gpu.vramTotalMib, 'MB'),
      },
    }
  })
  const measured = gpus.map((gpu, index) => {
    const { link } = findFunction(host.pci, gpu.address)
    return {
      gpu: index,
      usage: { gfx_activity: told(gpu.utilizationPercent, '%') },
      power: { socket_power: told(gpu.powerDrawW, 'W') },
      temperature: {
        edge: told(gpu.temperatureC, 'C'),
        hotspot: told(gpu.temperatureHotspotC, 'C'),
        mem: told(gpu.temperatureMemoryC, 'C'),
      },
      pcie: {
        width: link?.currentWidth,
        speed: told(link?.currentGts ?? 0, 'GT/s'),
        replay_count: gpu.replayCount,
      },
      ecc: { total_correctable_count: 0, total_uncorrectable_count: 0 },
      mem_usage: {
        total_vram: told(gpu.vramTotalMib, 'MB'),
        used_vram: told(gpu.vramUsedMib, 'MB'),
      },
    }
  })
  return Object.entries({ list: listed, static: fixed, metric: measured })
    .map(([command, document]) => `# amd-smi ${command} --json\n${JSON.stringify(document, null, 4)}\n`)
    .join('')
}

/** `xpu-smi discovery -j`. */
export function writeXpuDiscovery({ intel }: HostLayout): string {
  if (!intel) throw new Error('there is no GPU of Intel here')
  const devices = intel.gpus.map((gpu) => ({
    device_function_type: gpu.isVirtual ? 'virtual' : 'physical',
    device_id: gpu.deviceId,
    device_name: gpu.productName,
    device_type: 'GPU',
    pci_bdf_address: gpu.address,
    pci_device_id: `0x${gpu.pciDeviceId}`,
    uuid: gpu.uuid,
    vendor_name: 'Intel(R) Corporation',
  }))
  return `${JSON.stringify({ device_list: devices }, null, 4)}\n`
}
