import { nameTool } from '@/components/hosts/tool-names'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostSection } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

/** Who could tell a section, the best source first: those worth naming to somebody who misses a fact. */
export const toolsOfSection: Readonly<Record<HostSection, readonly ToolId[]>> = {
  system: ['os-release', 'uname', 'dmi'],
  machineKind: ['lscpu', 'dmi'],
  cpu: ['lscpu'],
  numaNodes: ['sysfs-node', 'numactl', 'lscpu'],
  pciFunctions: ['sysfs-pci', 'lspci'],
  gpus: ['nvidia-smi-q-x', 'lspci', 'sysfs-pci'],
  gpuLinks: ['nvidia-smi-topo-m'],
  driver: ['nvidia-smi-q-x', 'sysfs-pci', 'lspci'],
  kernel: ['kernels', 'proc-cmdline'],
  fabric: ['fabric-manager'],
  networkAdapters: ['nic-firmware'],
  occupants: ['virsh-domains', 'virsh-list'],
}

type ToolState = Pick<HostToolDto, 'tool' | 'observedAt' | 'lastStatus' | 'lastReason'>

/**
 * Why nobody told a fact, in one line: what became of each tool that could have. Of those that never came only the
 * best is worth naming, and only where none came.
 * @param candidates the tools that tell this fact, best first
 */
export function explainUnknown(tools: readonly ToolState[], candidates: readonly ToolId[]): string {
  if (tools.length === 0) return 'Nothing has been received from this host yet.'
  const told = candidates.flatMap((id) => tools.find(({ tool }) => tool === id) ?? [])
  const [best] = candidates
  if (told.length === 0) return best === undefined ? 'No tool told it.' : `${explainTool(best, undefined)}.`
  return `${told.map((tool) => explainTool(tool.tool, tool)).join('; ')}.`
}

function explainTool(id: ToolId, tool: ToolState | undefined): string {
  const name = nameTool(id)
  if (tool === undefined) return `${name} was never delivered`
  const because = tool.lastReason === null ? '' : ` (${tool.lastReason})`
  const said: Record<ToolState['lastStatus'], string> = {
    ok: `${name} ran and did not tell`,
    absent: `${name} is not on the host`,
    failed: `${name} failed${because}`,
    timedOut: `${name} did not answer in time`,
    toolHung: `${name} hangs in the kernel`,
    refused: `the output of ${name} could not be read${because}`,
  }
  return said[tool.lastStatus]
}
