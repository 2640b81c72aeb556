import fc from 'fast-check'
import type { CpuLayout, HostLayout, KernelEventLayout, NodeLayout } from './host-layout'
import { EPYC_9354, UBUNTU_2404, XEON_8480 } from './layouts/systems'

const GIB_KIB = 1_048_576

const GRACE: CpuLayout = {
  architecture: 'aarch64',
  vendorId: 'ARM',
  model: 'Neoverse-V2',
  libvirtModel: 'neoverse-v2',
  family: 0,
  modelNumber: 0,
  stepping: 0,
  sockets: 1,
  coresPerSocket: 72,
  threadsPerCore: 1,
  minMhz: 81,
  maxMhz: 3402,
  numbering: 'blocks',
}

/** A machine's CPUs, nodes and texts, before anything is plugged into it. */
export type RandomMachine = Pick<
  HostLayout,
  'hostname' | 'bootId' | 'machine' | 'os' | 'cpu' | 'nodes' | 'kernel'
>

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,14}$/)

const nodeMemory = fc.record({
  totalGib: fc.integer({ min: 8, max: 1024 }),
  oddKib: fc.integer({ min: 0, max: 200_000 }).map((quarters) => quarters * 4),
  freeShare: fc.double({ min: 0, max: 1, noNaN: true }),
  hugeGib: fc.integer({ min: 0, max: 3 }),
  small: fc.integer({ min: 0, max: 300 }),
  used: fc.double({ min: 0, max: 1, noNaN: true }),
})

interface Shape {
  maker: 'intel' | 'amd' | 'arm'
  sockets: number
  /** 0: one node for all sockets. */
  nodesPerSocket: number
  coresPerNode: number
  threads: number
  isInterleaved: boolean
  /** Between the ids of two nodes. */
  idStep: number
  bareNodes: number
}

const shape: fc.Arbitrary<Shape> = fc.record({
  maker: fc.constantFrom('intel', 'amd', 'arm'),
  sockets: fc.constantFrom(1, 2, 4),
  nodesPerSocket: fc.constantFrom(0, 1, 1, 2),
  coresPerNode: fc.integer({ min: 1, max: 5 }),
  threads: fc.constantFrom(1, 2),
  isInterleaved: fc.boolean(),
  idStep: fc.constantFrom(1, 1, 2, 8),
  bareNodes: fc.integer({ min: 0, max: 2 }),
})

function describeCpu(plan: Shape): CpuLayout {
  const maker = { intel: XEON_8480, amd: EPYC_9354, arm: GRACE }[plan.maker]
  return {
    ...maker,
    sockets: plan.sockets,
    coresPerSocket: plan.coresPerNode * Math.max(1, plan.nodesPerSocket),
    threadsPerCore: plan.maker === 'arm' ? 1 : plan.threads,
    numbering: plan.isInterleaved ? 'interleaved' : 'blocks',
  }
}

type Memory = typeof nodeMemory extends fc.Arbitrary<infer T> ? T : never

function describeMemory(id: number, kind: NodeLayout['kind'], memory: Memory): NodeLayout {
  const totalKib = memory.totalGib * GIB_KIB - memory.oddKib
  const share = (count: number) => Math.floor(count * memory.used)
  return {
    id,
    kind,
    totalKib,
    freeKib: Math.floor(totalKib * memory.freeShare * 0.2),
    hugepages:
      kind === 'cpu'
        ? [
            { sizeKib: GIB_KIB, total: memory.hugeGib, free: share(memory.hugeGib) },
            { sizeKib: 2048, total: memory.small, free: share(memory.small) },
          ]
        : [],
  }
}

const parameter = fc.record({
  name: fc.constantFrom(
    'iommu',
    'intel_iommu',
    'default_hugepagesz',
    'hugepages',
    'isolcpus',
    'vfio-pci.ids',
  ),
  value: fc.option(fc.stringMatching(/^[a-z0-9:,-]{1,20}$/), { nil: null }),
})

const kernelEvent = (addresses: string[]): fc.Arbitrary<KernelEventLayout[]> => {
  if (addresses.length === 0) return fc.constant([])
  const common = {
    address: fc.constantFrom(...addresses),
    seconds: fc.integer({ min: 0, max: 9_999_999 }).map((millis) => millis / 1000),
  }
  const event = fc.oneof(
    fc.record({
      ...common,
      kind: fc.constant('xid' as const),
      number: fc.constantFrom(13, 31, 43, 45, 48, 63, 79, 94),
      pid: fc.integer({ min: 1, max: 4_194_304 }),
      process: fc.constantFrom('python3', 'triton', 'trainer'),
      text: fc.constantFrom('Ch 00000008, engmask 00000101', 'GPU has fallen off the bus.'),
    }),
    fc.record({
      ...common,
      kind: fc.constant('aer' as const),
      severity: fc.constantFrom('Corrected' as const, 'Uncorrected (Non-Fatal)' as const),
      layer: fc.constantFrom('Physical Layer', 'Data Link Layer', 'Transaction Layer'),
    }),
    fc.record({
      ...common,
      kind: fc.constant('vfio' as const),
      text: fc.constantFrom('enabling device (0000 -> 0003)', 'reset done'),
    }),
  )
  return fc.array(event, { maxLength: 4 })
}

/** Events of the kernel about functions of this host. */
export const arbitraryLog = kernelEvent

export const arbitraryMachine: fc.Arbitrary<RandomMachine> = fc
  .record({
    shape,
    memories: fc.array(nodeMemory, { minLength: 10, maxLength: 10 }),
    bareKinds: fc.array(fc.constantFrom('memoryOnly' as const, 'gpuMemory' as const), {
      minLength: 2,
      maxLength: 2,
    }),
    hostname: word,
    ids: fc.tuple(fc.uuid({ version: 4 }), fc.uuid({ version: 4 })),
    serial: fc.stringMatching(/^[A-Z][0-9]{6,10}$/),
    releases: fc.uniqueArray(fc.integer({ min: 10, max: 99 }), { minLength: 1, maxLength: 3 }),
    isNextKnown: fc.boolean(),
    isRebootRequired: fc.boolean(),
    parameters: fc.array(parameter, { maxLength: 4 }),
  })
  .map((plan) => {
    const cpu = describeCpu(plan.shape)
    const cpuNodes = plan.shape.nodesPerSocket === 0 ? 1 : plan.shape.sockets * plan.shape.nodesPerSocket
    const nodes = Array.from({ length: cpuNodes + plan.shape.bareNodes }, (_, index) => {
      const bare = plan.bareKinds[index - cpuNodes]
      const memory = plan.memories[index % plan.memories.length]
      if (!memory) throw new Error('every node has memory')
      return describeMemory(index * plan.shape.idStep, bare ?? 'cpu', memory)
    })
    const installed = plan.releases.toSorted((a, b) => a - b).map((release) => `6.8.0-${release}-generic`)
    return {
      hostname: plan.hostname,
      bootId: plan.ids[0],
      machine: {
        productUuid: plan.ids[1],
        vendor: 'Supermicro',
        product: 'AS-8125GS-TNHR',
        family: 'SMC H13',
        serial: plan.serial,
        board: 'H13DSG-O-CPU',
        biosVersion: '3.1',
        biosDate: '01/21/2025',
      },
      os: UBUNTU_2404,
      cpu,
      nodes,
      kernel: {
        release: installed[0] ?? '',
        version: '#85-Ubuntu SMP PREEMPT_DYNAMIC Thu Sep 18 15:26:59 UTC 2025',
        installed,
        next: plan.isNextKnown ? (installed.at(-1) ?? null) : null,
        isRebootRequired: plan.isRebootRequired,
        parameters: [{ name: 'BOOT_IMAGE', value: `/boot/vmlinuz-${installed[0]}` }, ...plan.parameters],
        log: [],
      },
    }
  })
