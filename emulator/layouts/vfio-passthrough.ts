import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, E810, NVME } from '@/emulator/device-models'
import { RTX_A6000_PCI } from '@/emulator/gpu-boards'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeE810 } from './adapters'
import { describeDomain } from './domains'
import type { Moment } from './moment'
import { DEBIAN_13, DEBIAN_KERNEL, describeKernel, describeNode, EPYC_9354, listDistances } from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'vfio-e05'

const SLOTS = [
  { bus: 0x00, node: 0 },
  { bus: 0x40, node: 0 },
  { bus: 0x80, node: 1 },
  { bus: 0xc0, node: 1 },
]

/**
 * Four RTX A6000 held for guests by vfio-pci: without the NVIDIA driver only the bus tells of them, each with its
 * audio function in the same IOMMU group. Stage 1: the last slot, empty before, was filled. Stage 2: the link of the
 * second dropped to four lanes. Virtual machines that Berth did not start hold the first two.
 */
export function describeVfioPassthrough({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('amd')
  const gpuAddresses: string[] = []
  SLOTS.forEach(({ bus, node }, index) => {
    const port = tree.addRootPort(bus, node, 32, 16)
    if (stage === 0 && index === 3) return
    const width = stage === 2 && index === 1 ? { width: 4 } : {}
    gpuAddresses[index] = tree.addDevice(port, RTX_A6000_PCI, { driver: 'vfio-pci', ...width })
  })
  const nic = tree.addDevice(tree.addRootPort(0x20, 0, 32, 16), [E810])
  tree.addDevice(tree.addRootPort(0xa0, 1, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xe0, 1, 5, 1), [BMC_VGA])
  const listHostdevs = (slot: number) => {
    const address = gpuAddresses[slot] ?? ''
    return [address, address.replace(/0$/, '1')]
  }
  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:${stage}`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'ASUSTeK COMPUTER INC.',
      product: 'ESC8000A-E12',
      family: 'Server',
      serial: 'E' + deriveSerial(HOSTNAME).slice(0, 8),
      board: 'K14PG-D24 Series',
      biosVersion: '2003',
      biosDate: '04/09/2025',
    },
    os: DEBIAN_13,
    kernel: describeKernel(DEBIAN_KERNEL, {
      iommu: 'amd_iommu',
      log: [
        {
          kind: 'vfio',
          seconds: 41.62,
          address: gpuAddresses[0] ?? '',
          text: 'enabling device (0000 -> 0003)',
        },
      ],
    }),
    cpu: EPYC_9354,
    nodes: [describeNode(0, 256, 192), describeNode(1, 256, 192)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    nics: [describeE810(nic)],
    domains: [
      describeDomain({
        host: HOSTNAME,
        name: 'ws-cad-01',
        id: 1,
        memoryGib: 64,
        node: 0,
        cpus: [4, 5, 6, 7, 8, 9, 10, 11],
        hostdevs: listHostdevs(0),
      }),
      describeDomain({
        host: HOSTNAME,
        name: 'ws-render-02',
        id: 2,
        memoryGib: 96,
        node: 0,
        cpus: [12, 13, 14, 15, 16, 17, 18, 19],
        hostdevs: listHostdevs(1),
      }),
      describeDomain({
        host: HOSTNAME,
        name: 'ws-spare-03',
        id: null,
        memoryGib: 64,
        node: 1,
        cpus: [36, 37, 38, 39],
        hostdevs: listHostdevs(2),
      }),
    ],
  }
  return completeHost(layout, tick)
}
