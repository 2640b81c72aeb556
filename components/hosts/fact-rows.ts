import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { nameTool } from '@/components/hosts/tool-names'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFacts, HostSection } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export type FactRow = {
  readonly key: string
  readonly label: string
  /** null is unknown; `unknownReason` then says why. */
  readonly value: string | null
  readonly unknownReason?: string
  readonly source?: string
  /** When the oldest of its sources was last confirmed. */
  readonly at?: Date | null
  readonly stale?: boolean
}

export type FactGroup = { readonly id: string; readonly title: string; readonly rows: readonly FactRow[] }

type FactValue = string | number | null

/** The facts of the host itself, grouped, each with who told it and how old that is. */
export function buildFactGroups(facts: HostFacts, tools: readonly HostToolDto[]): FactGroup[] {
  const { system, cpu, driver } = facts
  const rows = new SectionRows(facts, tools)
  const systemRow = rows.of('system')
  const cpuRow = rows.of('cpu')
  const driverRow = rows.of('driver')
  return [
    {
      id: 'system',
      title: 'System',
      rows: [
        rows.of('machineKind')('machineKind', 'Machine', describeMachine(facts.machineKind)),
        systemRow('hostname', 'Host name', system.hostname, ['uname']),
        systemRow('os', 'Operating system', system.os.prettyName ?? system.os.id, ['os-release']),
        systemRow('osVersion', 'OS version', system.os.versionId, ['os-release']),
        systemRow('kernelRelease', 'Kernel', system.kernelRelease, ['uname']),
        systemRow('architecture', 'Architecture', system.architecture, ['uname']),
        systemRow('vendor', 'Vendor', system.vendor, ['dmi']),
        systemRow('productName', 'Product', system.productName, ['dmi']),
        systemRow('boardName', 'Board', system.boardName, ['dmi']),
        systemRow('serial', 'Serial number', system.serial, ['dmi']),
        systemRow('productUuid', 'Product UUID', system.productUuid, ['dmi']),
        systemRow('chassisAssetTag', 'Asset tag', system.chassisAssetTag, ['dmi']),
        systemRow('biosVersion', 'BIOS version', system.biosVersion, ['dmi']),
        systemRow('biosDate', 'BIOS date', system.biosDate, ['dmi']),
      ],
    },
    {
      id: 'cpu',
      title: 'CPU',
      rows: [
        cpuRow('modelName', 'Model', cpu.modelName),
        cpuRow('vendor', 'Vendor', cpu.vendor),
        cpuRow('sockets', 'Sockets', cpu.sockets),
        cpuRow('coresPerSocket', 'Cores per socket', cpu.coresPerSocket),
        cpuRow('threadsPerCore', 'Threads per core', cpu.threadsPerCore),
        cpuRow('cpus', 'Hardware threads', cpu.cpus),
        cpuRow('onlineCpus', 'On line', cpu.onlineCpus),
        // A machine that is no guest has no hypervisor to name: that is an answer.
        ...(facts.machineKind === 'physical'
          ? []
          : [cpuRow('hypervisorVendor', 'Hypervisor', cpu.hypervisorVendor)]),
      ],
    },
    {
      id: 'driver',
      title: 'GPU driver',
      rows: [
        driverRow('flavour', 'Kind', flavourWords[driver.flavour]),
        ...(driver.flavour === 'none' || driver.flavour === 'vfioOnly'
          ? []
          : [
              driverRow('version', 'Version', driver.version, ['nvidia-smi-q-x']),
              driverRow('cudaVersion', 'CUDA', driver.cudaVersion, ['nvidia-smi-q-x']),
            ]),
      ],
    },
  ]
}

type Provenance = Pick<FactRow, 'source' | 'at' | 'stale'>

/** Who told a section, how old the oldest of them is, and whether one of them has gone stale. */
export function readProvenance(
  facts: HostFacts,
  tools: readonly HostToolDto[],
  section: HostSection,
): Provenance {
  const sources = facts.provenance[section]
  if (sources.length === 0) return {}
  const states = tools.filter((tool) => sources.includes(tool.tool))
  const times = states.flatMap((tool) => (tool.observedAt === null ? [] : [tool.observedAt.getTime()]))
  return {
    source: sources.map(nameTool).join(', '),
    at: times.length === 0 ? null : new Date(Math.min(...times)),
    stale: states.some((tool) => tool.stale),
  }
}

class SectionRows {
  readonly #facts: HostFacts
  readonly #tools: readonly HostToolDto[]

  constructor(facts: HostFacts, tools: readonly HostToolDto[]) {
    this.#facts = facts
    this.#tools = tools
  }

  /** Makes rows of one section; `candidates` narrows who could have told a row. */
  of(section: HostSection) {
    return (key: string, label: string, value: FactValue, candidates?: readonly ToolId[]): FactRow => {
      const able = candidates ?? toolsOfSection[section]
      if (value === null) {
        return { key, label, value: null, unknownReason: explainUnknown(this.#tools, able) }
      }
      return { key, label, value: String(value), ...this.#narrow(section, candidates) }
    }
  }

  #narrow(section: HostSection, candidates: readonly ToolId[] | undefined): Provenance {
    if (candidates === undefined) return readProvenance(this.#facts, this.#tools, section)
    const told = this.#facts.provenance[section].filter((tool) => candidates.includes(tool))
    const provenance = { ...this.#facts.provenance, [section]: told }
    return readProvenance({ ...this.#facts, provenance }, this.#tools, section)
  }
}

function describeMachine(kind: HostFacts['machineKind']): string | null {
  if (kind === 'unknown') return null
  return kind === 'guest' ? 'Guest of a hypervisor' : 'Physical'
}

const flavourWords: Readonly<Record<HostFacts['driver']['flavour'], string | null>> = {
  datacenter: 'NVIDIA data centre driver',
  vgpuManager: 'NVIDIA vGPU manager',
  vfioOnly: 'None: every GPU is bound to vfio-pci',
  none: 'None',
  unknown: null,
}
