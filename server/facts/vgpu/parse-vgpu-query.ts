import type { VgpuFacts, VgpuHostGpu } from '@/server/core/inventory/tools/vgpu-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readQuantity, readText } from '@/server/facts/text/read-value'
import { buildVgpu } from './build-vgpu'
import { isNoneAnswer, refuseVgpuFailure } from './none-answer'
import { VgpuBlock } from './vgpu-block'

const MAX_GPUS = 1_024

/** 16 GPUs with at most 64 vGPUs each are 1,024. */
const MAX_VGPUS = 8_192

interface GpuBlock {
  gpu: VgpuHostGpu
  line: number
  blocks: VgpuBlock[]
}

/**
 * `nvidia-smi vgpu -q`: a block per GPU, in it one per active vGPU. A last GPU with fewer vGPUs than it announces
 * was cut off. Throws `PartRefusal`.
 */
export function parseVgpuQuery(text: string, issues: IssueList): VgpuFacts {
  const reader = new VgpuQueryReader(issues)
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() !== '') reader.take(content, line)
  }
  return reader.finish(line)
}

class VgpuQueryReader {
  readonly #issues: IssueList
  readonly #gpus: GpuBlock[] = []
  #driverVersion: string | null = null
  #vgpuCount = 0
  #hasNoneAnswer = false

  constructor(issues: IssueList) {
    this.#issues = issues
  }

  take(content: string, line: number): void {
    const trimmed = content.trim()
    if (/^(?:Failed|Unable) to /.test(trimmed)) throw new PartRefusal('toolError', line, trimmed)
    const header = /^GPU ([0-9A-Fa-f:.]{7,16})$/.exec(trimmed)
    const colon = trimmed.indexOf(':')
    if (header) this.#beginGpu(header[1] ?? '', line)
    else if (isNoneAnswer(trimmed)) this.#takeNone(trimmed, line)
    else if (colon < 0) this.#takeSection(content, line)
    else this.#takeField(content, trimmed.slice(0, colon).trim(), trimmed.slice(colon + 1).trim(), line)
  }

  finish(lastLine: number): VgpuFacts {
    if (this.#gpus.length === 0 && !this.#hasNoneAnswer) {
      throw new PartRefusal('unrecognised', 1, 'no GPU and no vGPU')
    }
    for (const block of this.#gpus) {
      this.#checkCount(block, lastLine)
      block.gpu.vgpus = block.blocks.map((each) => buildVgpu(each, this.#issues))
    }
    return { driverVersion: this.#driverVersion, gpus: this.#gpus.map(({ gpu }) => gpu) }
  }

  #beginGpu(address: string, line: number): void {
    const busId = parsePciAddress(address)
    if (busId === null) this.#issues.add('unreadableValue', line, `GPU ${address}`)
    const gpu: VgpuHostGpu = {
      index: null,
      busId,
      productName: null,
      activeVgpuCount: null,
      gpuUtilisationPercent: null,
      vgpus: [],
    }
    this.#gpus.push({ gpu, line, blocks: [] })
    if (this.#gpus.length > MAX_GPUS) throw new PartRefusal('tooLarge', line, `over ${MAX_GPUS} GPUs`)
  }

  #takeNone(answer: string, line: number): void {
    this.#hasNoneAnswer = true
    this.#issues.add('noDevices', line, answer)
  }

  #takeSection(content: string, line: number): void {
    const block = this.#gpus.at(-1)?.blocks.at(-1)
    if (block) block.beginSection(content)
    else this.#issues.add('unreadableLine', line, content.trim())
  }

  #takeField(content: string, key: string, value: string, line: number): void {
    const current = this.#gpus.at(-1)
    if (!current) {
      refuseVgpuFailure(content.trim(), line)
      if (key === 'Driver Version') this.#driverVersion = readText(value)
      return
    }
    if (key === 'vGPU ID') this.#beginVgpu(current, value, line)
    else if (key === 'Active vGPUs') current.gpu.activeVgpuCount = this.#readCount(value, line)
    else current.blocks.at(-1)?.take(content, key, value, line, this.#issues)
  }

  #beginVgpu(current: GpuBlock, vgpuId: string, line: number): void {
    current.blocks.push(new VgpuBlock(vgpuId, line))
    this.#vgpuCount += 1
    if (this.#vgpuCount > MAX_VGPUS) throw new PartRefusal('tooLarge', line, `over ${MAX_VGPUS} vGPUs`)
  }

  #readCount(value: string, line: number): number | null {
    const count = readQuantity(value, '')
    if (count.kind === 'unreadable') this.#issues.add('unreadableValue', line, `Active vGPUs: ${value}`)
    return count.kind === 'value' ? count.value : null
  }

  #checkCount({ gpu, line, blocks }: GpuBlock, lastLine: number): void {
    const announced = gpu.activeVgpuCount
    if (announced === null || announced === blocks.length) return
    const detail = `${blocks.length} of ${announced} vGPUs`
    const isLast = this.#gpus.at(-1)?.gpu === gpu
    if (isLast && blocks.length < announced) throw new PartRefusal('truncated', lastLine, detail)
    this.#issues.add('countMismatch', line, detail)
  }
}
