import { type Cpu, listCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { countSmallPages } from './virsh-capabilities'
import { writeAttributes, type XmlElement } from './xml-text'

/** Of the XML's schema: hwloc 1.11, 2.x, 3.x. */
export type HwlocGeneration = 1 | 2 | 3

/** Makes the elements of one document, whose objects are numbered as they are made. */
export class HwlocObjects {
  readonly generation: HwlocGeneration
  readonly cpus: Cpu[]
  readonly #host: HostLayout
  #count = 0

  constructor(host: HostLayout, generation: HwlocGeneration) {
    this.generation = generation
    this.#host = host
    this.cpus = listCpus(host)
  }

  create(
    type: string,
    attributes: Record<string, string | number>,
    content: XmlElement[] = [],
    index = this.takeIndex(),
  ): XmlElement {
    const numbering = this.#number(index)
    return { name: 'object', attributes: writeAttributes({ type, ...attributes, ...numbering }), content }
  }

  takeIndex(): number {
    this.#count += 1
    return this.#count
  }

  #number(index: number): Record<string, string | number> {
    if (this.generation === 1) return {}
    return this.generation === 2 ? { gp_index: index } : { gp_index: index, id: `obj${index}` }
  }

  /** Where an object is: its CPUs and the nodes near it. */
  place(cpus: Cpu[], nodes: number[]): Record<string, string> {
    const cpuset = formatBitmap(cpus.map(({ id }) => id))
    const nodeset = formatBitmap(nodes)
    const sets = { cpuset, complete_cpuset: cpuset, nodeset, complete_nodeset: nodeset }
    return this.generation === 1
      ? { ...sets, online_cpuset: cpuset, allowed_cpuset: cpuset, allowed_nodeset: nodeset }
      : sets
  }

  /** A NUMA node with its memory; hwloc 1 hangs the machine's structure below it. */
  createNode(place: number, children: XmlElement[] = []): XmlElement {
    const node = this.#host.nodes[place]
    if (!node) throw new Error(`there is no node at ${place}`)
    const gpu = this.#host.nvidia?.gpus.find(({ memoryNode }) => memoryNode === node.id)
    const cpus = this.cpus.filter((cpu) => cpu.node === place)
    const pages = [
      { size: 4096, count: countSmallPages(node) },
      ...node.hugepages
        .toSorted((a, b) => a.sizeKib - b.sizeKib)
        .map(({ sizeKib, total }) => ({ size: sizeKib * 1024, count: total })),
    ]
    const isGpuMemory = gpu !== undefined && this.generation > 1
    return this.create(
      'NUMANode',
      {
        os_index: node.id,
        ...(isGpuMemory ? { subtype: 'GPUMemory' } : {}),
        ...this.place(cpus, [node.id]),
        local_memory: node.totalKib * 1024,
      },
      [
        ...pages.map((page) => ({ name: 'page_type', attributes: writeAttributes(page), content: '' })),
        ...(isGpuMemory ? [info('PCIBusID', gpu.address)] : []),
        ...children,
      ],
    )
  }

  createCores(cpus: Cpu[], nodes: number[]): XmlElement[] {
    const cores = new Map<string, Cpu[]>()
    for (const cpu of cpus) {
      const key = `${cpu.socket}:${cpu.core}`
      cores.set(key, [...(cores.get(key) ?? []), cpu])
    }
    return [...cores.values()].map((threads) =>
      this.create(
        'Core',
        { os_index: threads[0]?.core ?? 0, ...this.place(threads, nodes) },
        threads.map((cpu) => this.create('PU', { os_index: cpu.id, ...this.place([cpu], nodes) })),
      ),
    )
  }
}

export function info(name: string, value: string): XmlElement {
  return { name: 'info', attributes: writeAttributes({ name, value }), content: '' }
}

/** Words of 32 bits, the highest first: `0x0000ffff,,0xffffffff`. A word of zeros is empty unless it is the last. */
export function formatBitmap(numbers: number[]): string {
  const words: number[] = []
  for (const number of numbers) {
    const word = Math.floor(number / 32)
    words[word] = (words[word] ?? 0) + 2 ** (number % 32)
  }
  if (words.length === 0) return '0x0'
  return Array.from({ length: words.length }, (_, index) => words[words.length - 1 - index] ?? 0)
    .map((word, index) => {
      if (word !== 0) return `0x${word.toString(16).padStart(8, '0')}`
      return index === words.length - 1 ? '0x0' : ''
    })
    .join(',')
}
