import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { AmdDevice } from '@/server/core/inventory/tools/amd-facts'
import type { ProcDriverNvidiaFacts } from '@/server/core/inventory/tools/driver-facts'
import type { HwlocOsDevice, HwlocPciDevice } from '@/server/core/inventory/tools/hwloc-facts'
import type { XpuDevice } from '@/server/core/inventory/tools/intel-facts'
import type { ListedGpu } from '@/server/core/inventory/tools/nvidia-list-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { TopoDevice } from '@/server/core/inventory/tools/topo-facts'
import type { PciAddress } from '@/server/core/units/pci-address'
import { listPciTools } from './compose-pci'
import type { FactJudge } from './fact-judge'
import { isGpuFunction } from './recognise-gpu'
import { joinSmiForms, listSmiForms, type SmiForm, type SmiSighting } from './smi-forms'

/** One GPU as each tool saw it. */
export interface GpuSighting {
  address: PciAddress | null
  /** By each form of nvidia-smi, the fullest first. */
  smi: SmiSighting[]
  /** NVML's index. */
  index: number | null
  fn: HostPciFunction | null
  /** The port above it. */
  upstream: HostPciFunction | null
  topo: TopoDevice | null
  procfs: ProcDriverNvidiaFacts['gpus'][number] | null
  listed: ListedGpu | null
  /** hwloc's operating-system devices on it, those that name a GPU. */
  hwloc: HwlocOsDevice[]
  /** The NUMA node that is its memory, by hwloc. */
  hwlocMemoryNode: number | null
  /** By each of AMD's tools: all entries at this address, partitions among them. */
  amd: { tool: 'amd-smi' | 'rocm-smi'; entries: AmdDevice[] }[]
  xpu: XpuDevice | null
  /** The tools that showed its PCI function. */
  pciTools: ToolId[]
}

/**
 * One sighting per GPU, joined by PCI address: those of nvidia-smi, those that PCI shows, and those that only a
 * maker's tool or hwloc shows. Null when no tool could have shown one, or none was shown by tools that select.
 */
export function joinGpus(
  parts: ToolParts,
  functions: HostPciFunction[] | null,
  judge: FactJudge,
): GpuSighting[] | null {
  const forms = listSmiForms(parts)
  const join = new GpuJoin(parts, functions ?? [])
  const byNvml = joinNvml(forms, parts, judge)
  const shown = byNvml.map((seen) => ({ ...join.sight(seen.smi[0]?.gpu.busId ?? null), ...seen }))
  const claimed = new Set(shown.map(({ address }) => address))
  const unseen = join.listOtherAddresses(claimed).map((address) => join.sight(address))
  const hasOthers = shown.length + unseen.length > 0
  const sightings = [...shown, ...unseen, ...join.sightWithoutAddress(claimed, hasOthers)]
  const canTell = TELLING_TOOLS.some((tool) => parts[tool])
  return sightings.length > 0 || canTell ? sightings : null
}

/** Each shows the GPUs it knows of whole: an empty list of theirs is an answer. */
const TELLING_TOOLS: readonly ToolId[] = [
  'nvidia-smi-q-x',
  'nvidia-smi-q',
  'nvidia-smi-query-gpu',
  'nvidia-smi',
  'nvidia-smi-l',
  'proc-driver-nvidia',
  'sysfs-pci',
  'lspci',
  'amd-smi',
  'rocm-smi',
  'xpu-smi-discovery',
]

class GpuJoin {
  readonly #parts: ToolParts
  readonly #functions: Map<PciAddress, HostPciFunction>
  readonly #pciTools: Map<PciAddress, ToolId[]>
  readonly #byAddress: ToolIndex

  constructor(parts: ToolParts, functions: HostPciFunction[]) {
    this.#parts = parts
    this.#functions = new Map(functions.map((fn) => [fn.address, fn]))
    this.#pciTools = listPciTools(parts)
    this.#byAddress = indexTools(parts)
  }

  /** What is known of the GPU at an address, NVIDIA's own tools apart. */
  sight(address: PciAddress | null): GpuSighting {
    const fn = address ? (this.#functions.get(address) ?? null) : null
    const { procfs, xpu, hwloc, memoryNodes, amd } = this.#byAddress
    return {
      address,
      smi: [],
      index: null,
      fn,
      upstream: fn?.parent ? (this.#functions.get(fn.parent) ?? null) : null,
      topo: null,
      procfs: (address && procfs.get(address)) || null,
      listed: null,
      hwloc: (address && hwloc.get(address)?.osDevices.filter(isGpuOsDevice)) || [],
      hwlocMemoryNode: (address && memoryNodes.get(address)) ?? null,
      amd: (address && amd.get(address)) || [],
      xpu: (address && xpu.get(address)) || null,
      pciTools: (address && this.#pciTools.get(address)) || [],
    }
  }

  #listAmd(isIt: (device: AmdDevice) => boolean): GpuSighting['amd'] {
    return (['amd-smi', 'rocm-smi'] as const).flatMap((tool) => {
      const entries = this.#parts[tool]?.devices.filter(isIt) ?? []
      return entries.length > 0 ? [{ tool, entries }] : []
    })
  }

  /** GPUs of PCI, of the driver's own list and of the makers' tools, those of nvidia-smi left out. */
  listOtherAddresses(claimed: ReadonlySet<PciAddress | null>): PciAddress[] {
    const virtual = new Set(
      [...this.#functions.values()].filter((fn) => fn.physicalFunction).map((fn) => fn.address),
    )
    const { 'proc-driver-nvidia': procfs, 'xpu-smi-discovery': xpu } = this.#parts
    const addresses = [
      ...[...this.#functions.values()].filter(isGpuFunction).map((fn) => fn.address),
      ...(procfs?.gpus ?? []).map((gpu) => gpu.address),
      ...this.#listAmd(() => true).flatMap(({ entries }) => entries.map((device) => device.address)),
      ...(xpu?.devices ?? [])
        .filter((device) => device.functionType !== 'virtual')
        .map((device) => device.address),
    ]
    return [...new Set(addresses)].filter(
      (address): address is PciAddress => address !== null && !claimed.has(address) && !virtual.has(address),
    )
  }

  /**
   * GPUs that a tool names without a PCI address. hwloc's (GB10 hides its own) count only where nothing else
   * showed any: otherwise they are those already seen, and nothing tells which.
   */
  sightWithoutAddress(claimed: ReadonlySet<PciAddress | null>, hasOthers: boolean): GpuSighting[] {
    const amd = this.#listAmd((device) => device.address === null && !device.isPartition).flatMap(
      ({ tool, entries }) =>
        entries.map((entry) => ({ ...this.sight(null), amd: [{ tool, entries: [entry] }] })),
    )
    const xpu = (this.#parts['xpu-smi-discovery']?.devices ?? [])
      .filter((device) => device.address === null)
      .map((device) => ({ ...this.sight(null), xpu: device }))
    const found = [...amd, ...xpu]
    if (hasOthers || found.length > 0 || claimed.size > 0) return found
    return groupLooseGpus(this.#parts.lstopo?.looseGpus ?? []).map((hwloc) => ({
      ...this.sight(null),
      hwloc,
    }))
  }
}

/** What each tool shows at an address; of two entries at one the first, but all of AMD's. */
interface ToolIndex {
  procfs: ReadonlyMap<PciAddress, ProcDriverNvidiaFacts['gpus'][number]>
  xpu: ReadonlyMap<PciAddress, XpuDevice>
  hwloc: ReadonlyMap<PciAddress, HwlocPciDevice>
  memoryNodes: ReadonlyMap<PciAddress, number>
  amd: ReadonlyMap<PciAddress, GpuSighting['amd']>
}

function indexTools(parts: ToolParts): ToolIndex {
  const { 'proc-driver-nvidia': procfs, 'xpu-smi-discovery': xpu, lstopo } = parts
  const memoryNodes = (lstopo?.numaNodes ?? []).flatMap(({ gpuAddress, osIndex }) =>
    gpuAddress === null ? [] : [[gpuAddress, osIndex] as const],
  )
  const amd = new Map<PciAddress, GpuSighting['amd']>()
  for (const tool of ['amd-smi', 'rocm-smi'] as const) {
    for (const device of parts[tool]?.devices ?? []) {
      if (device.address === null) continue
      const told = amd.get(device.address) ?? []
      const own = told.find((one) => one.tool === tool)
      if (own) own.entries.push(device)
      else amd.set(device.address, [...told, { tool, entries: [device] }])
    }
  }
  return {
    procfs: indexByAddress(procfs?.gpus ?? []),
    xpu: indexByAddress(xpu?.devices ?? []),
    hwloc: indexByAddress(lstopo?.pciDevices ?? []),
    memoryNodes: new Map(memoryNodes.toReversed()),
    amd,
  }
}

function indexByAddress<T extends { address: PciAddress | null }>(
  items: readonly T[],
): ReadonlyMap<PciAddress, T> {
  const index = new Map<PciAddress, T>()
  for (const item of items) if (item.address && !index.has(item.address)) index.set(item.address, item)
  return index
}

const GPU_OS_DEVICE = /^(?:cuda|nvml|rsmi|opencl|ze|gl:|:)/

function isGpuOsDevice(device: HwlocOsDevice): boolean {
  return /^(?:CUDA|NVML|RSMI|OpenCL|LevelZero)$/.test(device.subtype ?? '') || GPU_OS_DEVICE.test(device.name)
}

/** `cuda0` and `nvml0` are two names of one GPU: by UUID where both have one, else by their number. */
function groupLooseGpus(devices: HwlocOsDevice[]): HwlocOsDevice[][] {
  const groups = new Map<string, HwlocOsDevice[]>()
  for (const device of devices.filter(isGpuOsDevice)) {
    const number = /\d+/.exec(device.name)?.[0] ?? device.name
    groups.set(number, [...(groups.get(number) ?? []), device])
  }
  return [...groups.values()]
}

/** NVIDIA's GPUs in NVML's order, with what only counts them (the topology, the list) joined by that order. */
function joinNvml(
  forms: readonly SmiForm[],
  parts: ToolParts,
  judge: FactJudge,
): Pick<GpuSighting, 'smi' | 'index' | 'topo' | 'listed'>[] {
  const smi = joinSmiForms(forms)
  const listed = parts['nvidia-smi-l']?.gpus ?? null
  if (smi.length === 0 && listed !== null && forms.length === 0) {
    return listed.map((gpu) => ({ smi: [], index: gpu.index, topo: null, listed: gpu }))
  }
  const topo = listTopoGpus(forms[0] ?? null, parts, judge)
  return smi.map((sightings, position) => {
    const uuid = sightings[0]?.gpu.uuid ?? null
    const byUuid = listed?.filter((gpu) => gpu.uuid !== null && gpu.uuid === uuid) ?? []
    const byIndex = listed?.length === smi.length ? listed.find((gpu) => gpu.index === position) : null
    return {
      smi: sightings,
      // `nvidia-smi -i 3` shows one GPU that is not the first.
      index: sightings[0]?.gpu.index ?? position,
      topo: topo?.[position] ?? null,
      listed: byUuid.length === 1 && byUuid[0] ? byUuid[0] : (byIndex ?? null),
    }
  })
}

/** The topology's GPUs in the order of their labels, or null where they cannot be told to be nvidia-smi's. */
function listTopoGpus(form: SmiForm | null, parts: ToolParts, judge: FactJudge): TopoDevice[] | null {
  const topo = parts['nvidia-smi-topo-m']
  if (!form || !topo) return null
  const gpus = topo.devices.filter((device) => device.kind === 'gpu')
  const isInOrder = gpus.every((device, index) => device.label === `GPU${index}`)
  if (gpus.length === form.facts.gpus.length && isInOrder) return gpus
  judge.record('gpuCountsDiffer', 'gpus', [
    { tool: form.tool, value: form.facts.gpus.length },
    { tool: 'nvidia-smi-topo-m', value: gpus.length },
  ])
  return null
}
