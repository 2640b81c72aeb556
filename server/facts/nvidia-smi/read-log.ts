import type { NvidiaGpuFacts, NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { GpuReader } from './gpu-reader'
import { readGpu } from './read-gpu'

/** Far above any host; a bound on the work. */
export const MAX_GPUS = 512

/** What is said of a host whose driver runs and shows no GPU. */
export const NO_DEVICES: NvidiaSmiFacts = {
  driverVersion: null,
  cudaVersion: null,
  supportsHeterogeneousMultiVgpu: null,
  attachedGpus: 0,
  gpus: [],
}

/** `No devices were found` is all that any form of nvidia-smi prints there. */
export function isNoDevices(text: string, issues: IssueList): boolean {
  const isBare = /^\s*No devices (?:were )?found\.?\s*$/.test(text)
  if (isBare) issues.add('noDevices', 1, 'the driver runs and shows no GPU')
  return isBare
}

/**
 * The facts of a whole log in the layout of `nvidia-smi -q -x`: `driver_version`, `attached_gpus` and one `gpu` each.
 * Every form of the tool ends here. Throws `PartRefusal` (tooLarge).
 */
export function readLog(root: XmlNode, issues: IssueList): NvidiaSmiFacts {
  const log = new GpuReader(root, issues)
  const nodes = log.enterEach('gpu')
  if (nodes.length > MAX_GPUS) throw new PartRefusal('tooLarge', root.line, `${nodes.length} GPUs`)
  const gpus = nodes.map(readGpu)
  const attachedGpus = log.count('attached_gpus')
  if (attachedGpus !== null && attachedGpus !== gpus.length) {
    issues.add('countMismatch', root.line, `attached_gpus ${attachedGpus}, ${gpus.length} shown`)
  }
  reportRepeats(gpus, issues)
  return {
    driverVersion: log.text('driver_version'),
    cudaVersion: log.text('cuda_version'),
    supportsHeterogeneousMultiVgpu: log.supported('vgpu_driver_capability/heterogenous_multivGPU'),
    attachedGpus,
    gpus,
  }
}

/** Masked and spliced files repeat UUIDs and addresses; identity must not be built on them unawares. */
function reportRepeats(gpus: NvidiaGpuFacts[], issues: IssueList): void {
  for (const field of ['uuid', 'busId'] as const) {
    const values = gpus.map((gpu) => gpu[field]).filter((value) => value !== null)
    const repeated = new Set(values.filter((value, position) => values.indexOf(value) !== position))
    for (const value of repeated) issues.add('duplicate', null, `${field} ${value} on more than one GPU`)
  }
}
