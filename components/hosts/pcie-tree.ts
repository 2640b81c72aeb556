import type { HostFacts, HostPciFunction } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import { comparePciAddresses, type PciAddress } from '@/server/core/units/pci-address'

/** A link as the badge wants it; null parts are unknown. */
export type DeviceLink = {
  readonly generation: number | null
  readonly width: number | null
  readonly maxGeneration: number | null
  readonly maxWidth: number | null
  /** Fewer lanes than expected is a fault; a lower generation is one only while the device is busy. */
  readonly judged: 'degraded' | 'idle'
}

export type TopologyDevice = {
  readonly key: string
  readonly kind: 'gpu' | 'nic' | 'nvme'
  /** `GPU 0`, `NIC`, `NVMe`. */
  readonly label: string
  readonly name: string | null
  readonly address: PciAddress | null
  readonly numaNode: number | null
  readonly link: DeviceLink
  readonly driver: string | null
  readonly virtualFunctionCount: number
}

export type PcieBranch =
  | {
      readonly kind: 'bridges'
      /** Bridges below one another without a fork between them, top first. */
      readonly addresses: readonly PciAddress[]
      readonly children: readonly PcieBranch[]
    }
  | { readonly kind: 'device'; readonly device: TopologyDevice }

export type PcieRoot = {
  /** `0000:15`; null where no tool told what is above the devices. */
  readonly bus: string | null
  readonly children: readonly PcieBranch[]
}

/** GPUs, network and NVMe functions. Virtual functions are counted on the function they belong to. */
export function listDevices(facts: HostFacts): TopologyDevice[] {
  const functions = facts.pciFunctions ?? []
  const functionByAddress = new Map(functions.map((fn) => [fn.address, fn]))
  const gpus = facts.gpus ?? []
  const gpuAddresses = new Set(gpus.flatMap((gpu) => (gpu.pciAddress === null ? [] : [gpu.pciAddress])))
  const virtualCounts = new Map<PciAddress, number>()
  for (const { physicalFunction } of functions) {
    if (physicalFunction === null) continue
    virtualCounts.set(physicalFunction, (virtualCounts.get(physicalFunction) ?? 0) + 1)
  }
  const isGuest = facts.machineKind === 'guest'
  const others = functions.flatMap((fn): TopologyDevice[] => {
    const kind = classify(fn)
    if (kind === null || fn.physicalFunction !== null || gpuAddresses.has(fn.address)) return []
    return [
      {
        key: fn.address,
        kind,
        label: kind === 'nic' ? 'NIC' : 'NVMe',
        name: fn.name,
        address: fn.address,
        numaNode: fn.numaNode,
        link: readFunctionLink(
          fn,
          fn.parent === null ? undefined : functionByAddress.get(fn.parent),
          isGuest,
        ),
        driver: fn.driver,
        virtualFunctionCount: virtualCounts.get(fn.address) ?? 0,
      },
    ]
  })
  return [
    ...gpus.map((gpu): TopologyDevice => {
      const fn = gpu.pciAddress === null ? undefined : functionByAddress.get(gpu.pciAddress)
      return {
        key: gpu.key,
        kind: 'gpu',
        label: gpu.index === null ? 'GPU' : `GPU ${gpu.index}`,
        name: gpu.productName ?? fn?.name ?? null,
        address: gpu.pciAddress,
        numaNode: gpu.numaNode,
        link: readGpuLink(gpu, isGuest),
        driver: gpu.kernelDriver,
        virtualFunctionCount: gpu.pciAddress === null ? 0 : (virtualCounts.get(gpu.pciAddress) ?? 0),
      }
    }),
    ...others,
  ]
}

/** States in which a GPU does not lower its link by itself. */
const busyStates: readonly (string | null)[] = ['P0', 'P1', 'P2']

/** A guest's link is virtual: it is shown, never judged, so its maximum is left out. */
export function readGpuLink({ link, reading }: HostGpu, isGuest: boolean): DeviceLink {
  const isBusy = busyStates.includes(reading.performanceState)
  return judge(
    {
      generation: reading.linkCurrentGen,
      width: link.currentWidth,
      maxGeneration: isGuest ? null : (link.expectedGen ?? link.maxGen),
      maxWidth: isGuest ? null : (link.expectedWidth ?? link.maxWidth),
    },
    isBusy,
  )
}

/** What can be expected is the lesser of the device and the port above it, where that one is known. */
export function readFunctionLink(
  { link }: HostPciFunction,
  port: HostPciFunction | undefined,
  isGuest: boolean,
): DeviceLink {
  if (link === null)
    return { generation: null, width: null, maxGeneration: null, maxWidth: null, judged: 'idle' }
  return judge(
    {
      generation: link.reading.currentGen,
      width: link.currentWidth,
      maxGeneration: isGuest ? null : minKnown(link.maxGen, port?.link?.maxGen),
      maxWidth: isGuest ? null : minKnown(link.maxWidth, port?.link?.maxWidth),
    },
    false,
  )
}

function minKnown(device: number | null, port: number | null | undefined): number | null {
  return device === null || port === null || port === undefined ? device : Math.min(device, port)
}

function judge(link: Omit<DeviceLink, 'judged'>, isBusy: boolean): DeviceLink {
  const { width, maxWidth, generation, maxGeneration } = link
  const isNarrow = width !== null && maxWidth !== null && width < maxWidth
  const isSlow = generation !== null && maxGeneration !== null && generation < maxGeneration
  return { ...link, judged: isNarrow || (isBusy && isSlow) ? 'degraded' : 'idle' }
}

function classify({ classCode }: HostPciFunction): 'nic' | 'nvme' | null {
  if (classCode === null) return null
  if (classCode.startsWith('02')) return 'nic'
  return classCode === '0108' ? 'nvme' : null
}

type Draft = { bridges: Map<PciAddress, Draft>; devices: TopologyDevice[] }

/** The part of the PCIe tree that leads to `devices`: roots, bridges, devices, in bus order. */
export function buildPcieTree(
  devices: readonly TopologyDevice[],
  functions: readonly HostPciFunction[] | null,
): PcieRoot[] {
  const functionByAddress = new Map((functions ?? []).map((fn) => [fn.address, fn]))
  const roots = new Map<string, Draft>()
  for (const device of devices) {
    const { path, rootBus } = climb(device.address, functionByAddress)
    let draft = getOrAdd(roots, rootBus ?? '')
    for (const bridge of path) draft = getOrAdd(draft.bridges, bridge)
    draft.devices.push(device)
  }
  return [...roots]
    .toSorted(([a], [b]) => compareRoots(a, b))
    .map(([rootBus, draft]) => ({
      bus: rootBus === '' ? null : rootBus.replace(/^pci/, ''),
      children: finish(draft),
    }))
}

/** The bridges above a device, top first. A loop in what the tools told ends the climb. */
function climb(address: PciAddress | null, functions: ReadonlyMap<PciAddress, HostPciFunction>) {
  const path: PciAddress[] = []
  const seen = new Set<PciAddress>()
  let fn = address === null ? undefined : functions.get(address)
  let rootBus = fn?.rootBus ?? null
  while (fn !== undefined && fn.parent !== null && !seen.has(fn.parent)) {
    seen.add(fn.parent)
    path.unshift(fn.parent)
    fn = functions.get(fn.parent)
    rootBus = fn?.rootBus ?? rootBus
  }
  return { path, rootBus }
}

function finish(draft: Draft): PcieBranch[] {
  const bridges = [...draft.bridges].map(([address, below]): [PciAddress, PcieBranch] => {
    const children = finish(below)
    const [only] = children
    // A port with one bridge below and nothing else is one step of the drawing.
    const branch: PcieBranch =
      children.length === 1 && only?.kind === 'bridges'
        ? { kind: 'bridges', addresses: [address, ...only.addresses], children: only.children }
        : { kind: 'bridges', addresses: [address], children }
    return [address, branch]
  })
  const devices = draft.devices.map((device): [PciAddress | null, PcieBranch] => [
    device.address,
    { kind: 'device', device },
  ])
  return [...bridges, ...devices].toSorted(([a], [b]) => compareAddresses(a, b)).map(([, branch]) => branch)
}

function getOrAdd<Key>(drafts: Map<Key, Draft>, key: Key): Draft {
  const draft = drafts.get(key) ?? { bridges: new Map(), devices: [] }
  drafts.set(key, draft)
  return draft
}

function compareAddresses(a: PciAddress | null, b: PciAddress | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return comparePciAddresses(a, b)
}

/** The root that nobody told is last. */
function compareRoots(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  return a < b ? -1 : 1
}
