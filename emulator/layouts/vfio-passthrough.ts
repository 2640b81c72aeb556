import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, E810, NVME } from '@/emulator/device-models'
import { RTX_A6000_PCI } from '@/emulator/gpu-boards'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import type { Moment } from './moment'
import { DEBIAN_13, DEBIAN_KERNEL, describeNode, EPYC_9354, listDistances } from './systems'

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
 * second dropped to four lanes.
 */
export function describeVfioPassthrough({ stage }: Moment): HostLayout {
  const tree = new PciTree('amd')
  SLOTS.forEach(({ bus, node }, index) => {
    const port = tree.addRootPort(bus, node, 32, 16)
    if (stage === 0 && index === 3) return
    const width = stage === 2 && index === 1 ? { width: 4 } : {}
    tree.addDevice(port, RTX_A6000_PCI, { driver: 'vfio-pci', ...width })
  })
  tree.addDevice(tree.addRootPort(0x20, 0, 32, 16), [E810])
  tree.addDevice(tree.addRootPort(0xa0, 1, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xe0, 1, 5, 1), [BMC_VGA])
  return {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:${stage}`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'ASUSTeK COMPUTER INC.',
      product: 'ESC8000A-E12',
      serial: 'E' + deriveSerial(HOSTNAME).slice(0, 8),
      board: 'K14PG-D24 Series',
      biosVersion: '2003',
      biosDate: '04/09/2025',
    },
    os: DEBIAN_13,
    kernel: DEBIAN_KERNEL,
    cpu: EPYC_9354,
    nodes: [describeNode(256, 192), describeNode(256, 192)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    rdma: [],
    nvidia: null,
  }
}
