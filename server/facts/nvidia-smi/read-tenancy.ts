import type { GpuProcess, MigDeviceFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
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
    memory: device.memoryUse('fb_memory_usage'),
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
