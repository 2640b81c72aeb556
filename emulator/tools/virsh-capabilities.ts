import { type Cpu, formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { HostLayout, NodeLayout } from '@/emulator/host-layout'
import { node } from './libvirt-xml'
import { leaf, renderCompact, type XmlElement } from './xml-text'

const PAGE_KIB = 4
const VENDORS: Record<string, string> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD', ARM: 'ARM' }

/** `virsh capabilities`; the topology above the nodes is told for one node, as libvirt does. */
export function writeVirshCapabilities(host: HostLayout): string {
  const { cpu, machine } = host
  const cpus = listCpus(host)
  const cpuNodes = host.nodes.filter(({ kind }) => kind === 'cpu').length
  const socketsPerCell = Math.max(1, Math.floor(cpu.sockets / cpuNodes))
  const coresPerDie = (cpu.sockets * cpu.coresPerSocket) / cpuNodes / socketsPerCell
  const document = node('capabilities', {}, [
    node('host', {}, [
      leaf('uuid', machine.productUuid),
      node('cpu', {}, [
        leaf('arch', cpu.architecture),
        leaf('model', cpu.libvirtModel),
        leaf('vendor', VENDORS[cpu.vendorId] ?? cpu.vendorId),
        node('topology', {
          sockets: socketsPerCell,
          dies: 1,
          cores: coresPerDie,
          threads: cpu.threadsPerCore,
        }),
        ...[PAGE_KIB, 2048, 1_048_576].map((size) => node('pages', { unit: 'KiB', size })),
      ]),
      node('iommu', { support: 'yes' }),
      node('topology', {}, [
        node(
          'cells',
          { num: host.nodes.length },
          host.nodes.map((cell, place) => describeCell(host, cell, place, cpus)),
        ),
      ]),
      node('secmodel', {}, [leaf('model', 'apparmor'), leaf('doi', '0')]),
    ]),
    node('guest', {}, [
      leaf('os_type', 'hvm'),
      node('arch', { name: cpu.architecture }, [
        leaf('wordsize', 64),
        node('domain', { type: 'qemu' }),
        node('domain', { type: 'kvm' }),
      ]),
    ]),
  ])
  return `${renderCompact([document])}\n`
}

function describeCell(host: HostLayout, cell: NodeLayout, place: number, all: Cpu[]): XmlElement {
  const cpus = all.filter((cpu) => cpu.node === place)
  const siblings = new Map<string, number[]>()
  const coreOf = ({ socket, core }: Cpu) => `${socket}:${core}`
  for (const cpu of all) siblings.set(coreOf(cpu), [...(siblings.get(coreOf(cpu)) ?? []), cpu.id])
  return node('cell', { id: cell.id }, [
    node('memory', { unit: 'KiB' }, String(cell.totalKib)),
    node('pages', { unit: 'KiB', size: PAGE_KIB }, String(countSmallPages(cell))),
    ...cell.hugepages
      .toSorted((a, b) => a.sizeKib - b.sizeKib)
      .map(({ sizeKib, total }) => node('pages', { unit: 'KiB', size: sizeKib }, String(total))),
    node(
      'distances',
      {},
      host.nodes.map(({ id }, to) => node('sibling', { id, value: host.distances[place]?.[to] ?? 10 })),
    ),
    node(
      'cpus',
      { num: cpus.length },
      cpus.map((cpu) =>
        node('cpu', {
          id: cpu.id,
          socket_id: cpu.socket,
          die_id: 0,
          core_id: cpu.core,
          siblings: formatCpuList(siblings.get(coreOf(cpu)) ?? []),
        }),
      ),
    ),
  ])
}

/** Those that no larger page took. */
export function countSmallPages({ totalKib, hugepages }: NodeLayout): number {
  const taken = hugepages.reduce((sum, { sizeKib, total }) => sum + sizeKib * total, 0)
  return Math.floor((totalKib - taken) / PAGE_KIB)
}
