import type { LscpuFacts, NumactlFacts, SysfsNodeFacts } from './cpu-facts'
import type { NvidiaSmiFacts } from './nvidia-smi-facts'
import type { LspciFacts, SysfsPciFacts } from './pci-facts'
import type { DmiFacts, OsReleaseFacts, UnameFacts } from './system-facts'
import type { TopoFacts } from './topo-facts'

/** Every tool whose raw output Berth reads, by the name the collector gives it. */
export const TOOL_IDS = [
  'nvidia-smi-q-x',
  'nvidia-smi-topo-m',
  'lspci',
  'lscpu',
  'numactl',
  'sysfs-pci',
  'sysfs-node',
  'os-release',
  'uname',
  'dmi',
] as const

export type ToolId = (typeof TOOL_IDS)[number]

/** Facts per tool: plain data that survives JSON, units last in names, null for "not told". */
export interface ToolFacts {
  'nvidia-smi-q-x': NvidiaSmiFacts
  'nvidia-smi-topo-m': TopoFacts
  lspci: LspciFacts
  lscpu: LscpuFacts
  numactl: NumactlFacts
  'sysfs-pci': SysfsPciFacts
  'sysfs-node': SysfsNodeFacts
  'os-release': OsReleaseFacts
  uname: UnameFacts
  dmi: DmiFacts
}

/** What a host's tools said, as far as they were read: the input of `composeHost`. */
export type ToolParts = { [K in ToolId]?: ToolFacts[K] }

export function isToolId(text: string): text is ToolId {
  return (TOOL_IDS as readonly string[]).includes(text)
}
