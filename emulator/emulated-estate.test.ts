import { describe, expect, test } from 'vitest'
// The emulator and the parsers know nothing of each other; only this test reads with the one what the other wrote.
// oxlint-disable-next-line no-restricted-imports
import { parsePart } from '@/server/facts/parse-part'
import { packBundle, writeBundleFiles } from './bundle'
import { formatCpuList, listNodeCpus } from './cpu-layout'
import type { HostLayout } from './host-layout'
import { ESTATE } from './layouts/estate'
import { STAGES } from './layouts/moment'

const STAMP = { bundleId: '00000000-0000-4000-8000-000000000000', sequence: 1, collectedAt: 1_760_000_000 }
const HOSTS = ESTATE.flatMap((describeHost) =>
  STAGES.map((stage) => {
    const host = describeHost({ stage, tick: stage })
    return { name: `${host.hostname} at stage ${stage}`, host }
  }),
)

function readParts(host: HostLayout) {
  const files = writeBundleFiles(host, STAMP)
  const parts = [...files].filter(([name]) => name !== 'manifest')
  return parts.map(([fileName, text]) => ({
    fileName,
    part: parsePart({ bytes: new TextEncoder().encode(text), fileName }),
  }))
}

function readFacts<K extends string>(host: HostLayout, tool: K) {
  const found = readParts(host).find(({ part }) => part.tool === tool)?.part
  if (found?.kind !== 'parsed') throw new Error(`${tool}: ${JSON.stringify(found)}`)
  return found.facts as Extract<typeof found, { tool: K }>['facts']
}

describe.each(HOSTS)('$name', ({ host }) => {
  test('every output is recognised by its content and read without a single remark', () => {
    const parts = readParts(host)
    expect(parts).toHaveLength(host.nvidia ? 10 : 8)
    for (const { fileName, part } of parts) {
      expect(part, fileName).toMatchObject({
        kind: 'parsed',
        issues: fileName.includes('topo') ? [{ code: 'ansiStripped' }] : [],
      })
      expect(fileName.startsWith(`${part.tool}.`), fileName).toBe(true)
    }
  })

  test('every tool names the same PCI functions, nodes, drivers and links', () => {
    const lspci = readFacts(host, 'lspci').functions
    const sysfs = readFacts(host, 'sysfs-pci').functions
    expect(lspci).toHaveLength(host.pci.length)
    expect(sysfs).toHaveLength(host.pci.length)
    for (const fn of host.pci) {
      expect(lspci.find(({ address }) => address === fn.address)).toMatchObject({
        classCode: fn.classCode,
        vendorId: fn.vendorId,
        deviceId: fn.deviceId,
        numaNode: fn.numaNode,
        iommuGroup: fn.iommuGroup,
        driver: fn.driver,
        linkCapability: { speedGts: fn.link?.maxGts, width: fn.link?.maxWidth },
        linkStatus: { speedGts: fn.link?.currentGts, width: fn.link?.currentWidth },
      })
      expect(sysfs.find(({ address }) => address === fn.address)).toMatchObject({
        classCode: fn.classCode,
        numaNode: fn.numaNode,
        iommuGroup: fn.iommuGroup,
        driver: fn.driver,
        currentLinkWidth: fn.link?.currentWidth,
        maxLinkSpeedGts: fn.link?.maxGts,
        ...(fn.parent.startsWith('pci') ? { rootBus: fn.parent } : { parent: fn.parent }),
      })
    }
  })

  test('CPUs and nodes agree between lscpu, numactl and sysfs', () => {
    const cpus = listNodeCpus(host).map(formatCpuList)
    expect(readFacts(host, 'lscpu')).toMatchObject({
      sockets: host.cpu.sockets,
      modelName: host.cpu.model,
      numaNodes: cpus.map((list, id) => ({ id, cpus: list })),
    })
    expect(readFacts(host, 'numactl').nodes.map((node) => node.cpus)).toEqual(cpus)
    expect(readFacts(host, 'sysfs-node').nodes.map((node) => node.cpus)).toEqual(cpus)
    expect(readFacts(host, 'dmi').productUuid).toBe(host.machine.productUuid)
    expect(readFacts(host, 'uname').hostname).toBe(host.hostname)
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
})

describe.each(HOSTS.filter(({ host }) => host.nvidia))('with GPUs in use, $name', ({ host }) => {
  test('nvidia-smi tells the GPUs of the layout, and its matrix their neighbourhood', () => {
    const smi = readFacts(host, 'nvidia-smi-q-x')
    const expected = host.nvidia?.gpus ?? []
    expect(smi.driverVersion).toBe(host.nvidia?.driverVersion)
    expect(smi.gpus).toHaveLength(expected.length)
    expected.forEach((gpu, index) => {
      const fn = host.pci.find(({ address }) => address === gpu.address)
      expect(smi.gpus[index]).toMatchObject({
        busId: gpu.address,
        uuid: gpu.uuid,
        serial: gpu.serial,
        pciDeviceId: fn?.deviceId,
        link: { currentWidth: fn?.link?.currentWidth, maxWidth: 16 },
        memory: { totalMib: gpu.board.memoryMib },
      })
      expect(smi.gpus[index]?.migDevices).toHaveLength(gpu.mig?.length ?? 0)
    })
    const topo = readFacts(host, 'nvidia-smi-topo-m')
    expect(topo.devices).toHaveLength(expected.length + host.rdma.length)
    topo.devices
      .filter(({ kind }) => kind === 'gpu')
      .forEach((device, index) => {
        const node = host.pci.find(({ address }) => address === expected[index]?.address)?.numaNode ?? -1
        expect(device).toMatchObject({
          numaAffinity: [node],
          cpuAffinity: formatCpuList(listNodeCpus(host)[node] ?? []),
        })
      })
  })
})

test('the estate shows what it is meant to show', async () => {
  const last = ESTATE.map((describeHost) => describeHost({ stage: 2, tick: 2 }))
  const [hgx, l40s, a30, noGpu, vfio] = last
  if (!hgx || !l40s || !a30 || !noGpu || !vfio) throw new Error('a host is missing')

  const matrix = readFacts(hgx, 'nvidia-smi-topo-m')
  expect(matrix.links[0]?.slice(0, 4)).toEqual(['X', 'NV18', 'NV18', 'NV18'])
  expect(matrix.links[0]?.slice(8, 13)).toEqual(['PIX', 'PIX', 'NODE', 'NODE', 'SYS'])
  expect(hgx.pci.filter(({ driver }) => driver === 'nvidia-nvswitch')).toHaveLength(4)
  expect(readFacts(hgx, 'nvidia-smi-q-x').gpus.map((gpu) => gpu.link.currentWidth)).toEqual([
    16, 16, 16, 16, 16, 8, 16, 16,
  ])
  expect(readFacts(l40s, 'nvidia-smi-q-x').gpus.filter((gpu) => gpu.link.currentWidth === 8)).toHaveLength(1)
  expect(readFacts(a30, 'nvidia-smi-q-x').gpus.map((gpu) => gpu.migDevices?.length)).toEqual([4, 2])
  expect(noGpu.pci.filter(({ vendorId }) => vendorId === '10de')).toHaveLength(0)
  const passedThrough = readFacts(vfio, 'sysfs-pci').functions.filter(({ driver }) => driver === 'vfio-pci')
  expect(passedThrough).toHaveLength(8)
  expect(new Set(passedThrough.map(({ iommuGroup }) => iommuGroup)).size).toBe(4)
  for (const host of last)
    expect((await packBundle(writeBundleFiles(host, STAMP))).byteLength).toBeLessThan(100_000)
})
