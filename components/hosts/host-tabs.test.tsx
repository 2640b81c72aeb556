import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { HostDto } from '@/server/contracts/host'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { FactsTab } from './facts-tab'
import { GpusTab } from './gpus-tab'
import { OccupancyTab } from './occupancy/occupancy-tab'
import { aCpu, aFunction, aGpu, aHost, aNode, aTool, at } from './testing/host-facts'
import { TopologyView } from './topology-view'

const page = vi.hoisted(() => ({ host: null as unknown, allocations: undefined as unknown }))
vi.mock('@/components/hosts/host-provider', () => ({ useHost: () => page.host }))
vi.mock('@/components/hosts/sources/use-fact-traces', () => ({ useFactTraces: () => null }))
vi.mock('@/components/hosts/occupancy/use-allocations', () => ({
  useAllocations: () => ({ data: page.allocations, error: null }),
}))
vi.mock('@/components/query/viewer-provider', () => ({ useMay: () => () => true }))

const hostile = '<img src=x onerror=alert(1)>'

function show(host: Partial<HostDto>, Tab: () => React.ReactNode): string {
  page.host = {
    id: 'h',
    slug: 'h17',
    state: 'enrolled',
    machineKind: 'physical',
    pool: null,
    facts: null,
    tools: [],
    gpus: [],
    ...host,
  }
  return renderToStaticMarkup(<Tab />)
}

const tabs = [FactsTab, TopologyView, GpusTab, OccupancyTab]

beforeEach(() => {
  page.host = null
  page.allocations = { items: [], endedCount: 0 }
})

describe('the tabs of a host', () => {
  test('of which nothing was received say what to do, not that all is well', () => {
    const seen = tabs.map((Tab) => show({}, Tab))
    for (const html of seen) expect(html).toContain('No facts yet')
    expect(seen).toHaveLength(tabs.length)
  })

  test('show what a host names itself as text, whatever it is', () => {
    const facts = aHost({
      cpu: aCpu({ modelName: hostile, sockets: 1 }),
      numaNodes: [aNode(0, '0-3')],
      pciFunctions: [aFunction('19:00.0', { classCode: '0200', numaNode: 0, name: hostile })],
      gpus: [aGpu({ key: 'g', productName: hostile, pciAddress: at('18:00.0') })],
    })
    for (const Tab of [FactsTab, TopologyView, GpusTab]) {
      const html = show({ facts, tools: [aTool('lscpu')] }, Tab)
      expect(html).toContain('&lt;img')
      expect(html).not.toContain('<img')
    }
  })

  test('keep facts whose tool could not be read, and say since when and where it failed', () => {
    const lspci = aTool('lspci', {
      stale: true,
      lastStatus: 'refused',
      lastReason: 'not text',
      lastLine: 41,
    })
    const html = show({ facts: aHost(), tools: [lspci] }, FactsTab)
    expect(html).toContain('line 41: not text')
    expect(html).toContain('facts stale')
    expect(html).toContain('never delivered')
  })
})

describe('the topology', () => {
  test('says when NUMA nodes are not known and puts no device on node 0', () => {
    const facts = aHost({ gpus: [aGpu({ key: 'g', index: 0 })] })
    const html = show({ facts }, TopologyView)
    expect(html).toContain('No tool told the NUMA nodes')
    expect(html).toContain('On no known NUMA node')
    expect(html).not.toContain('NUMA node 0')
  })

  test('says that a guest sees virtual hardware', () => {
    expect(show({ facts: aHost({ machineKind: 'guest' }) }, TopologyView)).toContain('This host is a guest')
  })
})

describe('the GPUs', () => {
  test('that nobody could see are unknown, and that there are none is an answer', () => {
    expect(show({ facts: aHost(), tools: [aTool('lscpu')] }, GpusTab)).toContain('is not known')
    expect(show({ facts: aHost({ gpus: [] }) }, GpusTab)).toContain('This host has no GPUs')
  })
})

describe('the occupancy', () => {
  test('that nobody told is not that nothing runs', () => {
    const tools = [aTool('lscpu')]
    expect(show({ facts: aHost(), tools }, OccupancyTab)).toContain('which is not that there are none')
    const provenance = { ...aHost().provenance, occupants: ['virsh-list', 'sysfs-mdev'] as ToolId[] }
    const told = show({ facts: aHost({ provenance, occupants: [], gpus: [] }), tools }, OccupancyTab)
    expect(told).toContain('Nothing runs here')
    expect(told).not.toContain('Nobody told')
  })
})
