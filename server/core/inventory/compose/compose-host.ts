import { HOST_FACTS_SCHEMA, type HostFacts, type HostSection } from '@/server/core/inventory/host-facts'
import { TOOL_IDS, type ToolId, type ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { composeDriver } from './compose-driver'
import { composeGpus } from './compose-gpus'
import { composeGpuLinks } from './compose-links'
import { composeNumaNodes } from './compose-numa'
import { composePciFunctions } from './compose-pci'
import { composeCpu, composeMachineKind, composeSystem } from './compose-system'
import { FactJudge } from './fact-judge'

/** The tools each section is made of; its provenance is those of them that were read. */
const SECTION_TOOLS: Record<HostSection, ToolId[]> = {
  system: ['uname', 'os-release', 'dmi', 'lscpu'],
  machineKind: ['lscpu', 'dmi', 'nvidia-smi-q-x', 'sysfs-pci', 'lspci'],
  cpu: ['lscpu'],
  numaNodes: ['sysfs-node', 'numactl', 'lscpu', 'nvidia-smi-topo-m'],
  pciFunctions: ['sysfs-pci', 'lspci'],
  gpus: ['nvidia-smi-q-x', 'sysfs-pci', 'lspci', 'nvidia-smi-topo-m'],
  gpuLinks: ['nvidia-smi-topo-m'],
  driver: ['nvidia-smi-q-x', 'sysfs-pci', 'lspci'],
}

/**
 * One host out of what its tools said. Pure and deterministic: the same parts give the same facts, whatever order
 * they came in. Where tools differ the more trusted one is taken (`docs/host-facts.md` lists the order) and the
 * difference stands in `contradictions`.
 */
export function composeHost(parts: ToolParts): HostFacts {
  const judge = new FactJudge()
  const numaNodes = composeNumaNodes(parts, judge)
  const pciFunctions = composePciFunctions(parts, numaNodes, judge)
  const machineKind = composeMachineKind(parts, pciFunctions, judge)
  const gpus = composeGpus(parts, pciFunctions, machineKind, judge)
  return {
    schema: HOST_FACTS_SCHEMA,
    system: composeSystem(parts, judge),
    machineKind,
    cpu: composeCpu(parts),
    numaNodes,
    pciFunctions,
    gpus,
    gpuLinks: composeGpuLinks(parts, gpus, judge),
    driver: composeDriver(parts, gpus),
    provenance: listProvenance(parts),
    contradictions: judge.contradictions,
  }
}

function listProvenance(parts: ToolParts): HostFacts['provenance'] {
  const read = new Set(TOOL_IDS.filter((tool) => parts[tool] !== undefined))
  return Object.fromEntries(
    Object.entries(SECTION_TOOLS).map(([section, tools]) => [
      section,
      tools.filter((tool) => read.has(tool)),
    ]),
  ) as HostFacts['provenance']
}
