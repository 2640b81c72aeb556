import type { ExpositionGpu, ExpositionSample } from '@/server/core/inventory/tools/exposition-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { readText } from '@/server/facts/text/read-value'

/** Far above any host; a bound on the work. */
const MAX_GPUS = 512
const MAX_MIG_INSTANCES = 64

/** Collects the GPUs that dcgm-exporter's labels name. What is told first stays, so that a page cut short agrees. */
export class DcgmGpus {
  readonly #byUuid = new Map<string, ExpositionGpu>()

  add({ labels }: ExpositionSample): void {
    const uuid = readText(labels.UUID ?? labels.gpu_uuid ?? null)
    const gpu = uuid === null ? null : this.#enter(uuid)
    if (!gpu) return
    gpu.index ??= readIndex(labels.gpu)
    gpu.device ??= readText(labels.device ?? null)
    gpu.address ??= parsePciAddress(labels.pci_bus_id ?? '')
    gpu.modelName ??= readText(labels.modelName ?? null)
    gpu.driverVersion ??= readText(labels.DCGM_FI_DRIVER_VERSION ?? null)
    gpu.hostname ??= readText(labels.Hostname ?? null)
    addMigInstance(gpu, labels)
  }

  list(): ExpositionGpu[] {
    return [...this.#byUuid.values()]
  }

  #enter(uuid: string): ExpositionGpu | null {
    const known = this.#byUuid.get(uuid)
    if (known || this.#byUuid.size >= MAX_GPUS) return known ?? null
    const gpu: ExpositionGpu = {
      index: null,
      uuid,
      device: null,
      address: null,
      modelName: null,
      driverVersion: null,
      hostname: null,
      migInstances: [],
    }
    this.#byUuid.set(uuid, gpu)
    return gpu
  }
}

function addMigInstance(gpu: ExpositionGpu, labels: ExpositionSample['labels']): void {
  const gpuInstanceId = readIndex(labels.GPU_I_ID)
  if (gpuInstanceId === null || gpu.migInstances.length >= MAX_MIG_INSTANCES) return
  const profile = readText(labels.GPU_I_PROFILE ?? null)
  const known = gpu.migInstances.find((instance) => instance.gpuInstanceId === gpuInstanceId)
  if (known) known.profile ??= profile
  else gpu.migInstances.push({ gpuInstanceId, profile })
}

function readIndex(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : null
}

/** DCGM's numbers for "blank", "not found", "not supported", "not permissioned", as dcgmFieldValue_t has them. */
const BLANK_INT32 = 0x7ffffff0
const BLANK_DOUBLE = 2 ** 47
const BLANK_INT64 = 2 ** 63

/** Whether a DCGM field's number says that there is none. The four 64-bit ones are one double. */
export function isDcgmBlank(value: number): boolean {
  const isOneOf = (first: number) => value >= first && value <= first + 3
  return isOneOf(BLANK_INT32) || isOneOf(BLANK_DOUBLE) || value === BLANK_INT64
}
