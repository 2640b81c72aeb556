import type {
  ConfidentialComputing,
  GpuProcess,
  MigDeviceFacts,
  NvidiaGpuFacts,
  VgpuCapability,
} from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { GpuReader } from './gpu-reader'

/** `None` is "there are none", unless MIG is on and the list merely was not given. Null: not told. */
export function readMigDevices(gpu: GpuReader): MigDeviceFacts[] | null {
  const list = gpu.enter('mig_devices')
  if (!list) return gpu.textOrNone('mig_devices') === 'None' ? [] : null
  return list.enterEach('mig_device').map((device) => ({
    index: device.count('index'),
    gpuInstanceId: device.count('gpu_instance_id'),
    computeInstanceId: device.count('compute_instance_id'),
    multiprocessors: device.count('device_attributes/shared/multiprocessor_count'),
    engines: {
      copy: device.count('device_attributes/shared/copy_engine_count'),
      encoder: device.count('device_attributes/shared/encoder_count'),
      decoder: device.count('device_attributes/shared/decoder_count'),
      opticalFlow: device.count('device_attributes/shared/ofa_count'),
      jpeg: device.count('device_attributes/shared/jpg_count'),
    },
    memory: device.memoryUse('fb_memory_usage'),
    bar1: device.memoryUse('bar1_memory_usage'),
    sramUncorrected: device.count('ecc_error_count/volatile_count/sram_uncorrectable'),
  }))
}

/** An empty `<processes>` is "none run"; a text in it or its absence is "not told". */
export function readProcesses(gpu: GpuReader): GpuProcess[] | null {
  const list = gpu.enter('processes')
  if (!list) return gpu.raw('processes')?.trim() === '' ? [] : null
  return list.enterEach('process_info').map((process) => ({
    pid: process.count('pid'),
    type: process.text('type'),
    name: process.text('process_name'),
    usedMib: process.mib('used_memory'),
    gpuInstanceId: process.count('gpu_instance_id'),
    computeInstanceId: process.count('compute_instance_id'),
  }))
}

export function readVgpuCapability(gpu: GpuReader): VgpuCapability {
  const path = 'vgpu_device_capability'
  return {
    fractionalMultiVgpu: gpu.supported(`${path}/fractional_multiVgpu`),
    heterogeneousTimeSliceProfiles: gpu.supported(`${path}/heterogeneous_timeSlice_profile`),
    heterogeneousTimeSliceSizes: gpu.supported(`${path}/heterogeneous_timeSlice_sizes`),
    homogeneousPlacements: gpu.supported(`${path}/homogeneous_placements`),
    migTimeSlicing: gpu.supported(`${path}/mig_timeSlicing`),
    migTimeSlicingMode: gpu.toggle(`${path}/mig_timeSlicing_mode`),
  }
}

/** Named after GRID before 2020. */
export function readVgpuLicense(gpu: GpuReader): NvidiaGpuFacts['vgpuLicense'] {
  const product = gpu.enter('vgpu_software_licensed_product') ?? gpu.enter('grid_licensed_product')
  return {
    product: product?.text('licensed_product_name') ?? null,
    status: product?.text('license_status') ?? null,
  }
}

export function readConfidentialComputing(gpu: GpuReader): ConfidentialComputing {
  return {
    protectedMemory: gpu.memoryUse('cc_protected_memory_usage'),
    dramEncryption: {
      current: gpu.toggle('dram_encryption_mode/current_dram_encryption'),
      pending: gpu.toggle('dram_encryption_mode/pending_dram_encryption'),
    },
  }
}
