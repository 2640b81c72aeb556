import type { Cpu } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { createBridges } from './hwloc-devices'
import { type HwlocGeneration, HwlocObjects, info } from './hwloc-objects'
import { renderCompact, writeAttributes, type XmlElement } from './xml-text'

const VALUES_PER_LINE = 10
/** What hwloc writes for a GPU with itself. */
const SELF_MEGABYTES = 1_000_000
const MEGABYTES_PER_NVLINK = 25_000

/** `lstopo --whole-io --of xml`. */
export function writeHwloc(host: HostLayout, generation: HwlocGeneration): string {
  const objects = new HwlocObjects(host, generation)
  const gpuIndexes = new Map<string, number>()
  const machine = createMachine(host, objects, gpuIndexes)
  const version = { 1: null, 2: '2.0', 3: '3.0' }[generation]
  const topology = {
    name: 'topology',
    attributes: version === null ? '' : writeAttributes({ version }),
    content: [
      machine,
      ...(generation === 1 ? [] : [describeDistances(host), ...describeNvlinks(host, gpuIndexes)]),
      ...(generation === 3 ? listSystemInfos(host, '3.0.0') : []),
    ],
  }
  const dtd = generation === 1 ? 'hwloc.dtd' : 'hwloc2.dtd'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE topology SYSTEM "${dtd}">\n${renderCompact([topology])}`
}

function listSystemInfos({ kernel, hostname, cpu }: HostLayout, version: string): XmlElement[] {
  return [
    info('Backend', 'Linux'),
    info('OSName', 'Linux'),
    info('OSRelease', kernel.release),
    info('OSVersion', kernel.version),
    info('HostName', hostname),
    info('Architecture', cpu.architecture),
    info('hwlocVersion', version),
    info('ProcessName', 'lstopo'),
  ]
}

function createMachine(host: HostLayout, objects: HwlocObjects, gpuIndexes: Map<string, number>): XmlElement {
  const { machine, nodes } = host
  const ids = nodes.map(({ id }) => id)
  const place = objects.place(objects.cpus, ids)
  const allowed = { allowed_cpuset: place.cpuset ?? '', allowed_nodeset: place.nodeset ?? '' }
  const bare = nodes.flatMap(({ kind }, index) => (kind === 'cpu' ? [] : [index]))
  return objects.create('Machine', { os_index: 0, ...place, ...allowed }, [
    info('DMIProductName', machine.product),
    info('DMIProductSerial', machine.serial),
    info('DMIProductUUID', machine.productUuid),
    info('DMISysVendor', machine.vendor),
    ...(objects.generation === 1 ? listSystemInfos(host, '1.11.13') : []),
    ...(objects.generation === 2 ? listSystemInfos(host, '2.10.0') : []),
    ...(objects.generation === 1 ? [describeLatencies(host)] : []),
    ...createStructure(host, objects, gpuIndexes),
    ...bare.map((index) => objects.createNode(index)),
    ...createBridges(host, objects, -1, gpuIndexes),
  ])
}

/**
 * Packages and the NUMA nodes of their CPUs. A node as large as a package or larger encloses it in hwloc 1; later
 * ones hang memory below the object whose CPUs it serves, a group where that is a part of a package.
 */
function createStructure(
  host: HostLayout,
  objects: HwlocObjects,
  gpuIndexes: Map<string, number>,
): XmlElement[] {
  const { cpus, generation } = objects
  const nodesOf = (list: Cpu[]) => [...new Set(list.map(({ node }) => node))].toSorted((a, b) => a - b)
  const idOf = (place: number) => host.nodes[place]?.id ?? -1
  const devicesOf = (place: number) => createBridges(host, objects, idOf(place), gpuIndexes)
  const createPackage = (socket: number, content: (list: Cpu[]) => XmlElement[]): XmlElement => {
    const list = cpus.filter((cpu) => cpu.socket === socket)
    return objects.create('Package', { os_index: socket, ...objects.place(list, nodesOf(list).map(idOf)) }, [
      info('CPUVendor', host.cpu.vendorId),
      info('CPUModel', host.cpu.model),
      ...content(list),
    ])
  }
  const sockets = Array.from({ length: host.cpu.sockets }, (_, socket) => socket)
  const cpuNodes = nodesOf(cpus)
  const isSpanning = cpuNodes.length < host.cpu.sockets
  if (isSpanning) {
    // One node for all of the packages.
    const [node = 0] = cpuNodes
    const packages = sockets.map((socket) =>
      createPackage(socket, (list) => objects.createCores(list, [idOf(node)])),
    )
    const devices = devicesOf(node)
    if (generation === 1) return [objects.createNode(node, [...packages, ...devices])]
    return [objects.createNode(node), ...packages, ...devices]
  }
  return sockets.flatMap((socket) => {
    const own = nodesOf(cpus.filter((cpu) => cpu.socket === socket))
    const [first = 0] = own
    if (own.length === 1 && generation === 1) {
      const single = createPackage(socket, (list) => objects.createCores(list, [idOf(first)]))
      return [objects.createNode(first, [single, ...devicesOf(first)])]
    }
    return [
      createPackage(socket, (list) =>
        own.flatMap((place) => {
          const part = list.filter((cpu) => cpu.node === place)
          const cores = objects.createCores(part, [idOf(place)])
          if (generation === 1) return [objects.createNode(place, [...cores, ...devicesOf(place)])]
          const content = [objects.createNode(place), ...cores, ...devicesOf(place)]
          return own.length === 1
            ? content
            : [objects.create('Group', objects.place(part, [idOf(place)]), content)]
        }),
      ),
    ]
  })
}

/** hwloc 1 tells latencies between nodes in the order of the document, in tenths. */
function describeLatencies({ nodes, distances }: HostLayout): XmlElement {
  const isCpu = (place: number) => nodes[place]?.kind === 'cpu'
  const places = nodes.map((_, place) => place)
  const order = [...places.filter(isCpu), ...places.filter((place) => !isCpu(place))]
  const values = order.flatMap((from) => order.map((to) => distances[from]?.[to] ?? 10))
  const attributes = { nbobjs: nodes.length, relative_depth: 1, latency_base: '10.000000' }
  return {
    name: 'distances',
    attributes: writeAttributes(attributes),
    content: values.map((value) => ({
      name: 'latency',
      attributes: writeAttributes({ value: (value / 10).toFixed(6) }),
      content: '',
    })),
  }
}

function describeDistances({ nodes, distances }: HostLayout): XmlElement {
  const attributes = { type: 'NUMANode', nbobjs: nodes.length, kind: 5, name: 'NUMALatency', indexing: 'os' }
  return {
    name: 'distances2',
    attributes: writeAttributes(attributes),
    content: [
      ...writeNumbers(
        'indexes',
        nodes.map(({ id }) => String(id)),
      ),
      ...writeNumbers('u64values', distances.flat().map(String)),
    ],
  }
}

/** Between the NVML objects of GPUs, MB/s. */
function describeNvlinks({ nvidia }: HostLayout, gpuIndexes: Map<string, number>): XmlElement[] {
  if (!nvidia?.nvlinks.flat().some((count) => count > 0)) return []
  const { gpus, nvlinks } = nvidia
  const values = gpus.flatMap((_, row) =>
    gpus.map((_cell, column) =>
      row === column ? SELF_MEGABYTES : (nvlinks[row]?.[column] ?? 0) * MEGABYTES_PER_NVLINK,
    ),
  )
  const attributes = { nbobjs: gpus.length, kind: 25, name: 'NVLinkBandwidth' }
  return [
    {
      name: 'distances2hetero',
      attributes: writeAttributes(attributes),
      content: [
        ...writeNumbers(
          'indexes',
          gpus.map(({ address }) => `OSDev:${gpuIndexes.get(address) ?? 0}`),
        ),
        ...writeNumbers('u64values', values.map(String)),
      ],
    },
  ]
}

/** Ten to a line, each line saying how long it is. */
function writeNumbers(name: string, words: string[]): XmlElement[] {
  const lines: XmlElement[] = []
  for (let at = 0; at < words.length; at += VALUES_PER_LINE) {
    const text = words
      .slice(at, at + VALUES_PER_LINE)
      .map((word) => `${word} `)
      .join('')
    lines.push({ name, attributes: writeAttributes({ length: text.length }), content: text })
  }
  return lines
}
