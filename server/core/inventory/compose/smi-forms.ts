import type { NvidiaGpuFacts, NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'

/** The forms in which nvidia-smi tells of GPUs, the fullest first. */
const SMI_TOOLS = ['nvidia-smi-q-x', 'nvidia-smi-q', 'nvidia-smi-query-gpu', 'nvidia-smi'] as const

export interface SmiForm {
  tool: ToolId
  facts: NvidiaSmiFacts
}

/** One GPU as one form of nvidia-smi shows it. */
export interface SmiSighting {
  tool: ToolId
  gpu: NvidiaGpuFacts
}

export function listSmiForms(parts: ToolParts): SmiForm[] {
  return SMI_TOOLS.flatMap((tool) => {
    const facts = parts[tool]
    return facts ? [{ tool, facts }] : []
  })
}

/**
 * The GPUs of nvidia-smi in NVML's order, each with what every form says of it: the fullest form counts them, the
 * others are joined by bus id, else by UUID. A GPU that only a lesser form shows is not another GPU but an older
 * or newer word, so it is left to the contradictions of counts.
 */
export function joinSmiForms(forms: readonly SmiForm[]): SmiSighting[][] {
  const [first, ...others] = forms
  if (!first) return []
  return first.facts.gpus.map((gpu) => [
    { tool: first.tool, gpu },
    ...others.flatMap(({ tool, facts }) => {
      const same = facts.gpus.filter((other) => isSameGpu(gpu, other))
      return same.length === 1 && same[0] ? [{ tool, gpu: same[0] }] : []
    }),
  ])
}

function isSameGpu(a: NvidiaGpuFacts, b: NvidiaGpuFacts): boolean {
  if (a.busId !== null && b.busId !== null) return a.busId === b.busId
  return a.uuid !== null && a.uuid === b.uuid
}
