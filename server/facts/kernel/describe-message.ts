import type { KernelEvent } from '@/server/core/inventory/tools/kernel-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'

/** What one message says, without its place in the log. */
export type KernelMessage = Omit<KernelEvent, 'stamp' | 'occurrence' | 'message'>

/** Fields that most messages do not have. */
export function describeMessage(
  kind: KernelMessage['kind'],
  told: Partial<KernelMessage> = {},
): KernelMessage {
  return {
    kind,
    address: null,
    number: null,
    gpuInstanceId: null,
    computeInstanceId: null,
    nvlink: null,
    pid: null,
    processName: null,
    severity: null,
    ...told,
  }
}

/** NVIDIA leaves out the function where it means the GPU, which is function 0. */
export function findAddress(text: string, shape: RegExp): PciAddress | null {
  const found = shape.exec(text)?.[1] ?? ''
  return parsePciAddress(found) ?? parsePciAddress(`${found}.0`)
}
