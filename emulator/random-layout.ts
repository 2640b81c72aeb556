import fc from 'fast-check'
import type { AmdGpuLayout, IntelLayout } from './accelerator-layout'
import { listCpus } from './cpu-layout'
import { BMC_VGA, CONNECTX_7, E810, FLEX_170_PCI, MI300X_PCI, NVME } from './device-models'
import type { P2pWord } from './gpu-layout'
import type { HostLayout } from './host-layout'
import { describeConnectX, describeE810 } from './layouts/adapters'
import { dealIrqs } from './layouts/interrupts'
import { readLoad } from './layouts/moment'
import { type PciPort, PciTree } from './pci-tree'
import { arbitraryGpu, type GpuPlan } from './random-gpus'
import {
  arbitraryDomain,
  arbitraryGuestSoftware,
  type DomainPlan,
  describePlannedDomain,
} from './random-guests'
import { arbitraryLog, arbitraryMachine, type RandomMachine } from './random-machine'
import { type Driver, describeMdev, describeNvidia, type NvidiaPlan } from './random-nvidia'

interface Plan extends Omit<NvidiaPlan, 'driver'> {
  machine: RandomMachine
  gpus: GpuPlan[]
  amdCount: number
  intelCount: number
  nicCount: number
  hasE810: boolean
  domains: DomainPlan[] | null
  tick: number
}

const plan: fc.Arbitrary<Plan> = fc.record({
  machine: arbitraryMachine,
  gpus: fc.oneof(
    { weight: 4, arbitrary: fc.array(arbitraryGpu, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(arbitraryGpu, { minLength: 8, maxLength: 16 }) },
  ),
  amdCount: fc.constantFrom(0, 0, 1, 2),
  intelCount: fc.constantFrom(0, 0, 1),
  nicCount: fc.integer({ min: 0, max: 3 }),
  hasE810: fc.boolean(),
  nvlinks: fc.constantFrom(0, 0, 4, 18),
  p2p: fc.array(fc.constantFrom<P2pWord>('OK', 'CNS', 'GNS', 'TNS', 'NS'), { minLength: 5, maxLength: 9 }),
  isOpenModule: fc.boolean(),
  isVgpuHost: fc.boolean(),
  isVendorVfio: fc.boolean(),
  fabricMode: fc.constantFrom<0 | 1 | 2 | null>(null, 0, 1, 2),
  domains: fc.option(fc.array(arbitraryDomain, { maxLength: 3 }), { nil: null }),
  tick: fc.nat({ max: 50 }),
})

/** Whole hosts of every kind that the layout can tell of, each in itself consistent, with this driver of NVIDIA's. */
export function arbitraryHostUnder(driver: Driver): fc.Arbitrary<HostLayout> {
  return plan.chain((drawn) => {
    const host = assemble({ ...drawn, driver })
    // The driver names a device without its function, which is then the first.
    const addresses = host.pci
      .filter(({ buses, physicalFunction }) => buses === null && physicalFunction === null)
      .map(({ address }) => address)
    return fc
      .record({ log: arbitraryLog(addresses), guest: fc.option(arbitraryGuestSoftware, { nil: null }) })
      .map(({ log, guest }) => ({ ...host, guest, kernel: { ...host.kernel, log } }))
  })
}

/** Buses of one host bridge: enough for a switch of four ports with a switch of two below it. */
const BUSES_PER_ROOT = 10

/** Hands out places for devices, and remembers the free ports of switches. */
class Slots {
  readonly tree = new PciTree('amd')
  readonly #nextRoot = new Map<number, number>()
  readonly #free: PciPort[] = []

  open(place: GpuPlan['place'], domain: number, node: number): PciPort {
    const free = place === 'shared' ? this.#free.shift() : undefined
    if (free) return free
    const nth = this.#nextRoot.get(domain) ?? 0
    this.#nextRoot.set(domain, nth + 1)
    const root = this.tree.addRootPort(nth * BUSES_PER_ROOT, node, 32, 16, domain)
    if (place === 'root' || place === 'shared') return root
    const [first = root, ...others] = this.tree.addSwitch(root, 4)
    this.#free.push(...others)
    if (place === 'switch') return first
    const [nested = first, other = first] = this.tree.addSwitch(first, 2)
    this.#free.unshift(other)
    return nested
  }
}

function assemble(drawn: Plan & { driver: Driver }): HostLayout {
  const { machine } = drawn
  const slots = new Slots()
  const cpuNodes = machine.nodes.filter(({ kind }) => kind === 'cpu')
  // Firmware of one-node machines often names no node.
  const nodeAt = (choice: number) =>
    machine.nodes.length === 1 && choice % 2 === 1 ? -1 : (cpuNodes[choice % cpuNodes.length]?.id ?? 0)
  const placed = drawn.gpus.map((gpu) => {
    const port = slots.open(gpu.place, gpu.domain, nodeAt(gpu.nodeChoice))
    const bars = gpu.board.pci.bars.map((bar) => ({
      ...bar,
      isUnassigned: gpu.hasBarTrouble && bar.index === 1,
    }))
    const address = slots.tree.addDevice(port, [{ ...gpu.board.pci, bars }], {
      ...(gpu.isNarrow ? { width: 8 } : {}),
      ...(gpu.isHeld ? { driver: 'vfio-pci' } : {}),
    })
    const most = gpu.isHeld ? 0 : Math.min(gpu.vfCount, gpu.board.pci.virtualFunctions)
    const functions = slots.tree.addVirtualFunctions(address, most, drawn.isVgpuHost ? 'nvidia' : null)
    return { gpu, address, functions }
  })
  const open = (model: typeof NVME, nth: number) =>
    slots.tree.addDevice(slots.open(nth % 2 === 0 ? 'shared' : 'root', 0, nodeAt(nth)), [model])
  const count = (total: number) => Array.from({ length: total }, (_, nth) => nth)
  const connectX = count(drawn.nicCount).map((nth) => open(CONNECTX_7, nth))
  const e810 = drawn.hasE810 ? [open(E810, 1)] : []
  const amd = count(drawn.amdCount).map((nth) => open(MI300X_PCI, nth))
  const intel = count(drawn.intelCount).map((nth) => open(FLEX_170_PCI, nth))
  open(BMC_VGA, 0)
  open(NVME, 2)

  const pci = slots.tree.functions
  const seen = placed.filter(({ gpu }) => !gpu.isHeld)
  const nvidia = seen.length > 0 ? describeNvidia(drawn, seen, machine.nodes) : null
  const mdev = nvidia && drawn.isVgpuHost ? describeMdev(drawn, seen) : null
  const bare = { cpu: machine.cpu, nodes: machine.nodes, pci }
  const cpus = listCpus(bare)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
  const around = {
    cpus,
    nodeIds: cpuNodes.map(({ id }) => id),
    hostdevs: placed.filter(({ gpu }) => gpu.isHeld).map(({ address }) => address),
    mdevs: mdev?.instances.map(({ uuid }) => uuid) ?? [],
  }
  return {
    ...machine,
    distances: machine.nodes.map((_, from) =>
      machine.nodes.map((_to, to) => (from === to ? 10 : 11 + ((from + to) % 30))),
    ),
    pci,
    nics: [
      ...describeConnectX(connectX, '28.43.2026', 'MT_0000000838'),
      ...e810.map((address) => describeE810(address)),
    ],
    irqs: dealIrqs(bare, drawn.tick),
    load: readLoad(drawn.tick),
    nvidia,
    amd:
      amd.length > 0
        ? {
            driverVersion: '6.10.5',
            gpus: amd.map((address, nth) => describeAmd(address, nth, nodeOf(pci, address))),
          }
        : null,
    intel: intel.length > 0 ? { gpus: intel.map(describeIntel) } : null,
    domains: drawn.domains?.map((domain, index) => describePlannedDomain(domain, index, around)) ?? null,
    mdev,
    guest: null,
  }
}

function nodeOf(pci: HostLayout['pci'], address: string): number {
  return pci.find((fn) => fn.address === address)?.numaNode ?? -1
}

function describeAmd(address: string, nth: number, numaNode: number): AmdGpuLayout {
  return {
    address,
    uniqueId: `0x79ccd55167a212${nth + 10}`,
    uuid: `3eff74a1-0000-1000-8012-aaaaaaaaaa${nth + 10}`,
    serial: `6924320006${nth + 10}`,
    deviceId: MI300X_PCI.deviceId,
    subsystemId: '74a1',
    revision: '00',
    productName: 'AMD Instinct MI300X OAM',
    sku: 'M3000100',
    gfxVersion: 'gfx942',
    vbiosVersion: '113-M3000100-102',
    numaNode: Math.max(0, numaNode),
    computePartition: 'SPX',
    memoryPartition: 'NPS1',
    vramTotalMib: 196_592,
    vramUsedMib: 283 + nth,
    memoryVendor: 'hynix',
    powerLimitW: 750,
    powerDrawW: 131 + nth,
    temperatureC: 38,
    temperatureHotspotC: 41,
    temperatureMemoryC: 36,
    utilizationPercent: 12,
    replayCount: nth,
  }
}

function describeIntel(address: string, nth: number): IntelLayout['gpus'][number] {
  return {
    deviceId: nth,
    address,
    productName: 'Intel(R) Data Center GPU Flex 170',
    pciDeviceId: FLEX_170_PCI.deviceId,
    uuid: `01000000-0000-0000-0000-00000000000${nth}`,
    isVirtual: false,
  }
}
