import { describe, expect, test } from 'vitest'
import { packBundle, writeBundleFiles } from './bundle'
import { ESTATE } from './layouts/estate'
import { STAGES } from './layouts/moment'
import { expectHost } from './testing/expected-host'
import { checkEveryTool, composeLayout } from './testing/read-layout'

const STAMP = { bundleId: '00000000-0000-4000-8000-000000000000', sequence: 1, collectedAt: 1_760_000_000 }
const HOSTS = ESTATE.flatMap((describeHost) =>
  STAGES.map((stage) => {
    const host = describeHost({ stage, tick: stage })
    return { name: `${host.hostname} at stage ${stage}`, host }
  }),
)

describe.each(HOSTS)('$name', ({ host }) => {
  test('every tool tells what the layout says, and together they come to it', () => {
    expect(checkEveryTool(host).length).toBeGreaterThan(15)
    expect(composeLayout(host)).toMatchObject(expectHost(host))
  })

  test('bridges cover the buses below them, and no two functions share an address', () => {
    expect(new Set(host.pci.map(({ address }) => address)).size).toBe(host.pci.length)
    const bridges = new Map(host.pci.filter(({ buses }) => buses).map((fn) => [fn.address, fn.buses]))
    expect(bridges.size).toBeGreaterThan(0)
    for (const fn of host.pci) {
      const buses = bridges.get(fn.parent)
      if (!buses) continue
      const bus = Number.parseInt(fn.address.slice(5, 7), 16)
      expect(bus, fn.address).toBe(buses.secondary)
      expect(fn.buses?.subordinate ?? bus, fn.address).toBeLessThanOrEqual(buses.subordinate)
    }
  })

  test('the manifest names the kind of the bundle and every file in it', () => {
    for (const kind of ['full', 'pulse', 'guest'] as const) {
      const files = writeBundleFiles(host, { ...STAMP, kind })
      const manifest = files.get('manifest') ?? ''
      expect(manifest).toContain(`\nkind=${kind}\n`)
      const named = [...manifest.matchAll(/ status=ok .* file=(\S+)$/gm)].map((match) => match[1])
      expect(named).toEqual([...files.keys()].slice(1))
    }
  })
})

test('a pulse carries what moves and nothing else', () => {
  const [describeHgx, , , describeNoGpu] = ESTATE
  const listFiles = (describeHost: (typeof ESTATE)[number] | undefined) =>
    describeHost
      ? [...writeBundleFiles(describeHost({ stage: 2, tick: 2 }), { ...STAMP, kind: 'pulse' }).keys()]
      : []
  const everywhere = ['proc-interrupts.txt', 'proc-softirqs.txt', 'proc-pressure.txt']
  expect(listFiles(describeHgx)).toEqual(['manifest', 'nvidia-smi-query-gpu.csv', ...everywhere])
  expect(listFiles(describeNoGpu)).toEqual(['manifest', ...everywhere])
})

test('the estate shows what it is meant to show', async () => {
  const last = ESTATE.map((describeHost) => describeHost({ stage: 2, tick: 2 }))
  const [hgx, l40s, a30, noGpu, vfio, kvm] = last.map(composeLayout)
  if (!hgx || !l40s || !a30 || !noGpu || !vfio || !kvm) throw new Error('a host is missing')

  expect(hgx.gpuLinks?.links[0]?.slice(0, 4)).toEqual(['X', 'NV18', 'NV18', 'NV18'])
  expect(hgx.gpuLinks?.links[0]?.slice(8, 13)).toEqual(['PIX', 'PIX', 'NODE', 'NODE', 'SYS'])
  expect(hgx.fabric).toMatchObject({ model: 'bareMetal', managerState: 'active', switchCount: 4 })
  expect(hgx.gpus?.map((gpu) => gpu.link.currentWidth)).toEqual([16, 16, 16, 16, 16, 8, 16, 16])

  expect(l40s.gpus?.filter((gpu) => gpu.link.currentWidth === 8)).toHaveLength(1)
  expect(a30.gpus?.map((gpu) => gpu.gpuInstances?.length)).toEqual([4, 2])
  expect(a30.gpus?.[0]?.reading.processes).toHaveLength(2)
  expect(a30.gpus?.[1]?.gpuInstances?.[0]?.computeInstances).toHaveLength(2)
  expect(noGpu.gpus).toEqual([])

  const listHolders = (facts: typeof vfio) =>
    facts.occupants
      ?.map(({ name, state, devices }) => [
        name,
        state,
        devices?.filter(({ gpuKey }) => gpuKey !== null).length,
      ])
      .toSorted()
  expect(vfio.driver.flavour).toBe('vfioOnly')
  expect(listHolders(vfio)).toEqual([
    ['ws-cad-01', 'running', 1],
    ['ws-render-02', 'running', 1],
    ['ws-spare-03', 'shut off', 1],
  ])
  expect(kvm.driver.flavour).toBe('vgpuManager')
  expect(listHolders(kvm)).toEqual([
    ['render-02', 'running', 2],
    ['train-01', 'running', 1],
  ])
  expect(kvm.kernel.isRebootRequired).toBe(true)

  for (const host of last)
    expect((await packBundle(writeBundleFiles(host, STAMP))).byteLength).toBeLessThan(100_000)
})
