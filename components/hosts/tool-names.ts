import { TOOL_IDS, type ToolId } from '@/server/core/inventory/tools/tool-facts'

/** Each tool as one would type it on the host. */
const shownNames: Readonly<Record<ToolId, string>> = {
  'nvidia-smi-q-x': 'nvidia-smi -q -x',
  'nvidia-smi-topo-m': 'nvidia-smi topo -m',
  lspci: 'lspci -vvv -nn -D',
  lscpu: 'lscpu -J',
  numactl: 'numactl -H',
  'sysfs-pci': 'sysfs PCI devices',
  'sysfs-node': 'sysfs NUMA nodes',
  'os-release': '/etc/os-release',
  uname: 'uname -a',
  dmi: 'DMI (sysfs)',
}

/** A tool as one would type it; a file that no tool was recognised in keeps its own name. */
export function nameTool(tool: string): string {
  const known = TOOL_IDS.find((id) => id === tool)
  return known === undefined ? tool : shownNames[known]
}
