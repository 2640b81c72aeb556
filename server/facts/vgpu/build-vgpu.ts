import type { ActiveVgpu } from '@/server/core/inventory/tools/vgpu-facts'
import { asMib, type Mib } from '@/server/core/units/mib'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import type { IssueList } from '@/server/facts/part-refusal'
import { readBoolean, readQuantity, readText, type ValueOf } from '@/server/facts/text/read-value'
import type { VgpuBlock } from './vgpu-block'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One vGPU of `nvidia-smi vgpu -q`. */
export function buildVgpu(block: VgpuBlock, issues: IssueList): ActiveVgpu {
  const reader = new VgpuFieldReader(block, issues)
  const vm = block.read('vm id').value
  return {
    vgpuId: reader.idOf(block.vgpuId, 'vGPU ID', block.line),
    vmUuid: reader.uuid('vm uuid') ?? readUuid(vm),
    vmId: /^\d{1,12}$/.test(vm) ? vm : null,
    vmName: reader.text('vm name'),
    typeName: reader.text('vgpu name'),
    typeId: reader.id('vgpu type'),
    vgpuUuid: reader.uuid('vgpu uuid'),
    mdevUuid: reader.uuid('mdev uuid'),
    guestAddress: reader.guestAddress(),
    guestDriverVersion: reader.text('guest driver version'),
    licenseStatus: reader.licenseStatus(),
    gpuInstanceId: reader.number('gpu instance id', ''),
    placementId: reader.number('placement id', ''),
    framebufferTotalMib: reader.mib('fb memory usage/total'),
    framebufferUsedMib: reader.mib('fb memory usage/used'),
    gpuUtilisationPercent: reader.number('utilization/gpu', '%'),
    memoryUtilisationPercent: reader.number('utilization/memory', '%'),
    encoderUtilisationPercent: reader.number('utilization/encoder', '%'),
    decoderUtilisationPercent: reader.number('utilization/decoder', '%'),
    isEccEnabled: reader.enabled('ecc mode'),
    accountingMode: reader.text('accounting mode'),
    frameRateLimitFps: reader.number('frame rate limit', 'FPS'),
  }
}

/** Lower case; null for what is no UUID, and for the one of zeros that stands for none. */
export function readUuid(text: string): string | null {
  const uuid = text.trim().toLowerCase()
  return UUID.test(uuid) && /[^0-]/.test(uuid) ? uuid : null
}

class VgpuFieldReader {
  readonly #block: VgpuBlock
  readonly #issues: IssueList

  constructor(block: VgpuBlock, issues: IssueList) {
    this.#block = block
    this.#issues = issues
  }

  text(path: string): string | null {
    return readText(this.#block.read(path).value)
  }

  id(path: string): string | null {
    const { value, line } = this.#block.read(path)
    return this.idOf(value, path, line)
  }

  idOf(value: string, what: string, line: number): string | null {
    const text = readText(value)
    if (text === null || /^\d{1,12}$/.test(text)) return text
    return this.#reject(what, text, line)
  }

  uuid(path: string): string | null {
    const { value, line } = this.#block.read(path)
    const text = readText(value)
    if (text === null) return null
    const uuid = readUuid(text)
    return uuid === null && /[^0-]/.test(text) ? this.#reject(path, text, line) : uuid
  }

  number(path: string, unit: string): number | null {
    const { value, line } = this.#block.read(path)
    const number = this.#settle(path, readQuantity(value, unit))
    return number !== null && number < 0 ? this.#reject(path, value, line) : number
  }

  mib(path: string): Mib | null {
    const mib = this.number(path, 'MiB')
    return mib === null ? null : asMib(mib)
  }

  enabled(path: string): boolean | null {
    return this.#settle(path, readBoolean(this.#block.read(path).value, 'enabled', 'disabled'))
  }

  /** Zeros until the guest's driver has loaded. */
  guestAddress(): PciAddress | null {
    const { value, line } = this.#block.read('pci/bus id')
    const text = readText(value)
    if (text === null || /^[0:.]+$/.test(text)) return null
    return parsePciAddress(text) ?? this.#reject('pci/bus id', text, line)
  }

  /** `N/A (Expiry: N/A)` is not a status. */
  licenseStatus(): string | null {
    const text = this.text('license status')
    return text?.startsWith('N/A') ? null : text
  }

  #settle<T>(path: string, result: ValueOf<T>): T | null {
    if (result.kind === 'unreadable') return this.#reject(path, result.text, this.#block.read(path).line)
    return result.kind === 'value' ? result.value : null
  }

  #reject(what: string, text: string, line: number): null {
    this.#issues.add('unreadableValue', line, `${what}: ${text}`)
    return null
  }
}
