import { HOST_FACTS_SCHEMA, type HostFacts, type HostSection } from '@/server/core/inventory/host-facts'
import { TOOL_IDS, type ToolId, type ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { composeDriver } from './compose-driver'
import { composeGpus } from './compose-gpus'
import { composeGpuLinks } from './compose-links'
import { composeNumaNodes } from './compose-numa'
import { composeOccupants } from './compose-occupants'
import { composePciFunctions, PCI_TOOLS } from './compose-pci'
import { composeFabric, composeKernel, composeNetworkAdapters } from './compose-runtime'
import { composeCpu, composeMachineKind, composeSystem } from './compose-system'
import { FactJudge, type FactTrace } from './fact-judge'

const SMI_TOOLS: ToolId[] = ['nvidia-smi-q-x', 'nvidia-smi-q', 'nvidia-smi-query-gpu', 'nvidia-smi']

/** The tools each section is made of; its provenance is those of them that were read. */
const SECTION_TOOLS: Record<HostSection, ToolId[]> = {
  system: ['uname', 'os-release', 'dmi', 'dmidecode', 'lscpu', 'lstopo', 'virsh-capabilities'],
  machineKind: ['lscpu', 'dmi', 'dmidecode', ...SMI_TOOLS, ...PCI_TOOLS],
  cpu: ['lscpu', 'lstopo', 'virsh-capabilities'],
  numaNodes: ['sysfs-node', 'numactl', 'lscpu', 'virsh-capabilities', 'lstopo', 'nvidia-smi-topo-m'],
  pciFunctions: [...PCI_TOOLS],
  gpus: [
    ...SMI_TOOLS,
    ...PCI_TOOLS,
    'nvidia-smi-topo-m',
    'nvidia-smi-l',
    'proc-driver-nvidia',
    'nvidia-smi-mig-lgip',
    'nvidia-smi-mig-lgipp',
    'nvidia-smi-mig-lgi',
    'nvidia-smi-mig-lci',
    'nvidia-smi-vgpu-q',
    'nvidia-smi-vgpu',
    'sysfs-mdev',
    'mdevctl-types',
    'mdevctl-list',
    'amd-smi',
    'rocm-smi',
    'xpu-smi-discovery',
  ],
  gpuLinks: ['nvidia-smi-topo-m', 'nvidia-smi-topo-p2p'],
  driver: [...SMI_TOOLS, 'proc-driver-nvidia', 'sysfs-pci', 'lspci'],
  kernel: ['kernels', 'proc-cmdline', 'uname'],
  fabric: ['fabric-manager', 'sysfs-pci', 'lspci'],
  networkAdapters: ['nic-firmware'],
  occupants: ['virsh-domains', 'virsh-list', 'virsh-vcpupin', 'nvidia-smi-vgpu-q', 'sysfs-mdev'],
}

/**
 * One host out of what its tools said. Pure and deterministic: the same parts give the same facts, whatever order
 * they came in. Where tools differ the more trusted one is taken (`docs/host-facts.md` lists the order) and the
 * difference stands in `contradictions`.
 */
export function composeHost(parts: ToolParts): HostFacts {
  return compose(parts, new FactJudge())
}

/** As `composeHost`, with who said what of each fact. */
export function traceHost(parts: ToolParts): { facts: HostFacts; trace: FactTrace } {
  const trace: FactTrace = new Map()
  return { facts: compose(parts, new FactJudge(trace)), trace }
}

function compose(parts: ToolParts, judge: FactJudge): HostFacts {
  const numaNodes = composeNumaNodes(parts, judge)
  const pciFunctions = composePciFunctions(parts, numaNodes, judge)
  const machineKind = composeMachineKind(parts, pciFunctions, judge)
  const gpus = composeGpus(parts, pciFunctions, machineKind, judge)
  return {
    schema: HOST_FACTS_SCHEMA,
    system: composeSystem(parts, judge),
    machineKind,
    cpu: composeCpu(parts, judge),
    numaNodes,
    pciFunctions,
    gpus,
    gpuLinks: composeGpuLinks(parts, gpus, judge),
    driver: composeDriver(parts, gpus, judge),
    kernel: composeKernel(parts, judge),
    fabric: composeFabric(parts, pciFunctions, judge),
    networkAdapters: composeNetworkAdapters(parts, pciFunctions, judge),
    occupants: composeOccupants(parts, pciFunctions, gpus, judge),
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
