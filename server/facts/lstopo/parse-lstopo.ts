import type { HwlocCpuKind, HwlocFacts } from '@/server/core/inventory/tools/hwloc-facts'
import { formatCpuList } from '@/server/core/units/cpu-list'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { readDmiText } from '@/server/facts/dmi/read-dmi-text'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { parseXmlTree, type XmlNode } from '@/server/facts/text/xml-tree'
import { type HwlocObject, listObjects, readInfo, readWhole } from './hwloc-objects'
import { readBitmap, readCpuBitmap } from './read-bitmap'
import { readDistances } from './read-distances'
import { readLinkMatrices } from './read-matrices'
import { readNumaNodes } from './read-numa-nodes'
import { readDevices } from './read-pci-devices'

/** What the library can do on this machine, and what programs attached to objects. */
const LEFT_OUT: ReadonlySet<string> = new Set(['support', 'userdata'])

/**
 * `lstopo --of xml` of hwloc 1, 2 and 3. NUMA nodes are ancestors in the first and children from the second on;
 * what is said of the whole machine moved from the first object to the document in the third. Throws `PartRefusal`.
 */
export function parseLstopo(text: string, issues: IssueList): HwlocFacts {
  const topology = parseXmlTree(text, LEFT_OUT)
  if (topology.name !== 'topology') {
    throw new PartRefusal('unrecognised', topology.line, `<${topology.name}>, not <topology>`)
  }
  const objects = listObjects(topology)
  const machine = objects[0]?.node ?? topology
  const tell = (...names: string[]) => readInfo(machine, ...names) ?? readInfo(topology, ...names)
  const tellDmi = (...names: string[]) => readDmiText(tell(...names))
  const formatVersion = topology.attributes.version ?? null
  const numaNodes = readNumaNodes(objects, issues)
  const hasKindBits = Number.parseInt(formatVersion ?? '', 10) >= 3
  return {
    formatVersion,
    hwlocVersion: tell('hwlocVersion'),
    hostname: tell('HostName'),
    productName: tellDmi('DMIProductName') ?? tellDmi('PlatformModel'),
    productVendor: tellDmi('DMISysVendor'),
    productSerial: tellDmi('DMIProductSerial'),
    productUuid: readProductUuid(tell('DMIProductUUID')),
    cpuModel: readCpuModel(objects),
    architecture: tell('Architecture'),
    kernelRelease: tell('OSRelease'),
    packages: countObjects(objects, 'Package', 'Socket'),
    cores: countObjects(objects, 'Core'),
    pus: countObjects(objects, 'PU'),
    unusableCpus: readUnusable(machine, 'cpuset', formatCpuList),
    unusableNodes: readUnusable(machine, 'nodeset', (numbers) => numbers),
    cpuKinds: topology.children.filter(({ name }) => name === 'cpukind').map(readCpuKind),
    numaNodes,
    distances: readDistances(topology, objects, numaNodes, issues),
    ...readDevices(objects, { nodes: numaNodes, hasKindBits, issues }),
    linkMatrices: readLinkMatrices(topology, objects, issues),
  }
}

function readCpuModel(objects: HwlocObject[]): string | null {
  const found = objects.find(({ type, node }) => isPackage(type) && readInfo(node, 'CPUModel') !== null)
  return found ? readInfo(found.node, 'CPUModel') : null
}

function isPackage(type: string): boolean {
  return type === 'Package' || type === 'Socket'
}

/** None shown is not told: lstopo's filters may have left them out. */
function countObjects(objects: HwlocObject[], ...types: string[]): number | null {
  return objects.filter(({ type }) => types.includes(type)).length || null
}

/** What is complete and not both shown and allowed. An empty "allowed" is what some versions write for not known. */
function readUnusable<T>(
  { attributes }: XmlNode,
  kind: 'cpuset' | 'nodeset',
  format: (numbers: number[]) => T,
): T | null {
  const complete = readBitmap(attributes[`complete_${kind}`])
  const shown = readBitmap(attributes[kind])
  const allowed = readBitmap(attributes[`allowed_${kind}`])
  if (!complete || !shown || !allowed || allowed.length === 0) return null
  const [isShown, isAllowed] = [new Set(shown), new Set(allowed)]
  return format(complete.filter((number) => !isShown.has(number) || !isAllowed.has(number)))
}

function readCpuKind(node: XmlNode): HwlocCpuKind {
  return {
    cpus: readCpuBitmap(node.attributes.cpuset),
    coreType: readInfo(node, 'CoreType'),
    maxFrequencyMhz: readWhole(readInfo(node, 'FrequencyMaxMHz')),
    linuxCapacity: readWhole(readInfo(node, 'LinuxCapacity')),
  }
}
