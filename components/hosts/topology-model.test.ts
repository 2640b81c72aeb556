import { describe, expect, test } from 'vitest'
import type { HostGpuLink } from '@/server/core/inventory/host-gpu'
import { buildPcieTree, listDevices, type PcieBranch } from './pcie-tree'
import { aCpu, aFunction, aGpu, aHost, aNode, at } from './testing/host-facts'
import { buildTopology } from './topology-model'

/** The tree as text: `root(bridge>bridge(device))`. */
function write(branches: readonly PcieBranch[]): string {
  return branches
    .map((branch) =>
      branch.kind === 'device'
        ? branch.device.label
        : `${branch.addresses.map((address) => address.slice(5, 7)).join('>')}(${write(branch.children)})`,
    )
    .join(' ')
}

const gpuLink: HostGpuLink = {
  maxGen: 5,
  deviceMaxGen: 5,
  hostMaxGen: 5,
  currentWidth: 16,
  maxWidth: 16,
  upstreamMaxGen: null,
  upstreamMaxWidth: null,
  expectedGen: null,
  expectedWidth: null,
}

/** Root 15: a port, a switch, below it two GPUs and a NIC. */
const functions = [
  aFunction('15:01.0', { classCode: '0604', rootBus: 'pci0000:15' }),
  aFunction('16:00.0', { classCode: '0604', parent: at('15:01.0') }),
  aFunction('17:00.0', { classCode: '0604', parent: at('16:00.0') }),
  aFunction('17:01.0', { classCode: '0604', parent: at('16:00.0') }),
  aFunction('18:00.0', { classCode: '0302', parent: at('17:00.0'), numaNode: 0 }),
  aFunction('19:00.0', { classCode: '0200', parent: at('17:01.0'), numaNode: 0, name: 'ConnectX-7' }),
  aFunction('19:00.2', { classCode: '0200', physicalFunction: at('19:00.0'), numaNode: 0 }),
  aFunction('19:00.3', { classCode: '0200', physicalFunction: at('19:00.0'), numaNode: 0 }),
  aFunction('1a:00.0', { classCode: '0108', numaNode: null }),
  aFunction('1b:00.0', { classCode: '0300', numaNode: 0, name: 'ASPEED' }),
]
const gpu = aGpu({
  key: 'GPU-a',
  uuid: 'GPU-a',
  index: 0,
  pciAddress: at('18:00.0'),
  numaNode: 0,
  link: gpuLink,
})

describe('the devices of a host', () => {
  const devices = listDevices(aHost({ pciFunctions: functions, gpus: [gpu] }))

  test('are its GPUs, NICs and NVMe drives: no bridge, no management display, no virtual function', () => {
    expect(devices.map(({ label }) => label)).toEqual(['GPU 0', 'NIC', 'NVMe'])
  })

  test('count the virtual functions on the function they belong to', () => {
    expect(devices.map(({ virtualFunctionCount }) => virtualFunctionCount)).toEqual([0, 2, 0])
  })

  test('hang in the tree below their bridges, a chain without a fork as one step', () => {
    const roots = buildPcieTree(devices, functions)
    expect(roots.map((root) => `${root.bus}: ${write(root.children)}`)).toEqual([
      '0000:15: 15>16(17(GPU 0) 17(NIC))',
      'null: NVMe',
    ])
  })

  test('keep their place when the tools tell a parent that is its own child', () => {
    const looped = [
      aFunction('20:00.0', { parent: at('21:00.0') }),
      aFunction('21:00.0', { classCode: '0200', parent: at('20:00.0') }),
    ]
    const roots = buildPcieTree(listDevices(aHost({ pciFunctions: looped })), looped)
    expect(roots).toHaveLength(1)
    expect(write(roots[0]?.children ?? [])).toContain('NIC')
  })

  test('show a GPU that only its driver told, without a tree', () => {
    const alone = buildPcieTree(listDevices(aHost({ gpus: [aGpu({ key: 'gpu:0' })] })), null)
    expect(alone).toEqual([{ bus: null, children: [expect.objectContaining({ kind: 'device' })] }])
  })
})

const linkOf = (told: Partial<HostGpuLink>, machineKind: 'physical' | 'guest' = 'physical') =>
  listDevices(aHost({ machineKind, gpus: [aGpu({ key: 'g', link: { ...gpuLink, ...told } })] }))[0]?.link

const judgeSlow = (performanceState: string | null) => {
  const { reading } = aGpu({ key: 'g' })
  const slow = aGpu({
    key: 'g',
    link: gpuLink,
    reading: { ...reading, linkCurrentGen: 1, performanceState },
  })
  return listDevices(aHost({ gpus: [slow] }))[0]?.link.judged
}

describe('a link', () => {
  test('is degraded only for want of lanes that the slot would have', () => {
    expect(linkOf({ currentWidth: 8 })).toMatchObject({ width: 8, maxWidth: 16, judged: 'degraded' })
    expect(linkOf({ currentWidth: 8, expectedWidth: 8 })).toMatchObject({ maxWidth: 8, judged: 'idle' })
    expect(linkOf({ currentWidth: null })).toMatchObject({ width: null, judged: 'idle' })
  })

  test('below its generation is a fault only while the GPU is busy', () => {
    expect([judgeSlow('P0'), judgeSlow('P8'), judgeSlow(null)]).toEqual(['degraded', 'idle', 'idle'])
  })

  test('of a drive is held against the port above it, not against what the drive alone could do', () => {
    const reading = { currentGts: 16, currentGen: 4 }
    const wide = { currentWidth: 4, maxGts: 16, maxGen: 4, maxWidth: 16, reading }
    const drive = (portWidth: number) =>
      listDevices(
        aHost({
          pciFunctions: [
            aFunction('20:00.0', { classCode: '0604', link: { ...wide, maxWidth: portWidth } }),
            aFunction('21:00.0', { classCode: '0108', parent: at('20:00.0'), link: wide }),
          ],
        }),
      )[0]?.link.judged
    expect([drive(4), drive(16)]).toEqual(['idle', 'degraded'])
  })

  test('of a guest has no maximum to be judged by', () => {
    expect(linkOf({ currentWidth: 8 }, 'guest')).toMatchObject({
      width: 8,
      maxWidth: null,
      maxGeneration: null,
      judged: 'idle',
    })
  })
})

const build = (sockets: number | null, nodes: ReturnType<typeof aNode>[]) =>
  buildTopology(aHost({ cpu: aCpu({ sockets, threadsPerCore: 2 }), numaNodes: nodes }))

const near = (own: number, neighbour: number) =>
  Object.fromEntries([0, 1, 2, 3].map((id) => [id, id === own ? 10 : id === neighbour ? 12 : 32]))

const idsOf = (topology: ReturnType<typeof build>) =>
  topology.groups.map((group) => group.boxes.map((box) => box.node.id))

describe('the NUMA nodes of a host', () => {
  test('stand in one socket, or each in its own, where the numbers leave no choice', () => {
    expect(build(1, [aNode(0, '0-3'), aNode(1, '4-7')])).toMatchObject({ grouping: 'one' })
    const two = build(2, [aNode(0, '0-3'), aNode(1, '4-7')])
    expect(two.grouping).toBe('each')
    expect(idsOf(two)).toEqual([[0], [1]])
  })

  test('are grouped by distance where a socket has several', () => {
    const topology = build(2, [
      aNode(0, '0-3', near(0, 1)),
      aNode(1, '4-7', near(1, 0)),
      aNode(2, '8-11', near(2, 3)),
      aNode(3, '12-15', near(3, 2)),
    ])
    expect(topology.grouping).toBe('distances')
    expect(idsOf(topology)).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  test('are in no socket where nobody told, and memory without CPUs never is', () => {
    const flat = build(2, [aNode(0, '0'), aNode(1, '1'), aNode(2, '2'), aNode(3, '3')])
    expect(flat).toMatchObject({ grouping: 'unknown', groups: [{ label: null }] })
    const withMemory = build(1, [aNode(0, '0-3'), aNode(2, '')])
    expect(withMemory.groups.map(({ label }) => label)).toEqual(['Socket', null])
  })

  test('hold their cores and devices, and leave what names no node beside them, not on node 0', () => {
    const topology = buildTopology(
      aHost({
        cpu: aCpu({ sockets: 1, threadsPerCore: 2 }),
        numaNodes: [aNode(0, '0-15')],
        pciFunctions: functions,
        gpus: [gpu],
      }),
    )
    const box = topology.groups[0]?.boxes[0]
    expect(box).toMatchObject({ coreCount: 8, threadCount: 16 })
    expect(box?.devices.map(({ label }) => label)).toEqual(['GPU 0', 'NIC'])
    expect(topology.unplaced.devices.map(({ label }) => label)).toEqual(['NVMe'])
    expect(topology.deviceCount).toBe(3)
  })

  test('do not count cores from threads alone', () => {
    const topology = buildTopology(aHost({ cpu: aCpu({ sockets: 1 }), numaNodes: [aNode(0, '0-15')] }))
    expect(topology.groups[0]?.boxes[0]).toMatchObject({ coreCount: null, threadCount: 16 })
  })
})
