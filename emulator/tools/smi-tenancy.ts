import type { GpuLayout } from '@/emulator/gpu-layout'
import { entry, type SmiNode, section } from './smi-node'

interface MigDevice {
  index: number
  gpuInstance: NonNullable<GpuLayout['mig']>[number]
  computeInstance: NonNullable<GpuLayout['mig']>[number]['computeInstances'][number]
}

/** Compute instances in NVML's order, which counts them through the GPU. */
export function listMigDevices({ mig }: GpuLayout): MigDevice[] {
  return (mig ?? [])
    .flatMap((gpuInstance) =>
      gpuInstance.computeInstances.map((computeInstance) => ({ gpuInstance, computeInstance })),
    )
    .map((device, index) => ({ index, ...device }))
}

export function describeMigDevices(gpu: GpuLayout): SmiNode {
  const devices = listMigDevices(gpu)
  if (devices.length === 0) return section('mig_devices', null, 'None')
  return section('mig_devices', null, devices.map(describeMigDevice))
}

function describeMigDevice({ index, gpuInstance, computeInstance }: MigDevice): SmiNode {
  const { profile } = gpuInstance
  const usedMib = 12
  const bar1Mib = Math.round(profile.memoryMib * 1.4)
  return section('mig_device', 'MIG Device', [
    entry('index', 'Index', index),
    entry('gpu_instance_id', 'GPU Instance ID', gpuInstance.id),
    entry('compute_instance_id', 'Compute Instance ID', computeInstance.id),
    section('device_attributes', 'Device Attributes', [
      section('shared', 'Shared', [
        entry('multiprocessor_count', 'Multiprocessor count', computeInstance.profile.multiprocessors),
        entry('copy_engine_count', 'Copy Engine count', profile.copyEngines),
        entry('encoder_count', 'Encoder count', profile.encoders),
        entry('decoder_count', 'Decoder count', profile.decoders),
        entry('ofa_count', 'OFA count', profile.opticalFlowEngines),
        entry('jpg_count', 'JPG count', profile.jpegEngines),
      ]),
    ]),
    section('ecc_error_count', 'ECC Errors', [
      section('volatile_count', 'Volatile', [entry('sram_uncorrectable', 'SRAM Uncorrectable', 0)]),
    ]),
    section('fb_memory_usage', 'Shared FB Memory Usage', [
      entry('total', 'Total', `${profile.memoryMib} MiB`),
      entry('reserved', 'Reserved', '0 MiB'),
      entry('used', 'Used', `${usedMib} MiB`),
      entry('free', 'Free', `${profile.memoryMib - usedMib} MiB`),
    ]),
    section('bar1_memory_usage', 'Shared BAR1 Memory', [
      entry('total', 'Total', `${bar1Mib} MiB`),
      entry('used', 'Used', '0 MiB'),
      entry('free', 'Free', `${bar1Mib} MiB`),
    ]),
  ])
}

export function describeProcesses({ processes }: GpuLayout): SmiNode {
  // As text an empty list is a word, as XML an element without children.
  if (processes.length === 0)
    return section(null, null, [section('processes', null, []), entry(null, 'Processes', 'None')])
  return section(
    'processes',
    'Processes',
    processes.map((process) =>
      section('process_info', null, [
        entry('gpu_instance_id', 'GPU instance ID', process.gpuInstanceId ?? 'N/A'),
        entry('compute_instance_id', 'Compute instance ID', process.computeInstanceId ?? 'N/A'),
        entry('pid', 'Process ID', process.pid),
        entry('type', '    Type', process.type),
        entry('process_name', '    Name', process.name),
        entry('used_memory', '    Used GPU Memory', `${process.usedMib} MiB`),
      ]),
    ),
  )
}
