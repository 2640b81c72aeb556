import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import { A30 } from '@/emulator/gpu-boards'
import type { HostLayout, MigInstance } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { type Moment, readIdleGpu } from './moment'
import { describeNode, EPYC_7543, listDistances, UBUNTU_2404, UBUNTU_KERNEL } from './systems'

const HOSTNAME = 'a30-c03'

/** 1g.6gb: GPU instances 3 to 6; 2g.12gb: 1 and 2. */
const describeQuarter = (gpuInstanceId: number): MigInstance => ({
  gpuInstanceId,
  multiprocessors: 14,
  memoryMib: 5836,
  copyEngines: 1,
  decoders: 0,
})
const describeHalf = (gpuInstanceId: number): MigInstance => ({
  gpuInstanceId,
  multiprocessors: 28,
  memoryMib: 11_672,
  copyEngines: 2,
  decoders: 2,
})

/** All of an A30 in quarters. */
export const A30_QUARTERS = [3, 4, 5, 6].map(describeQuarter)

/**
 * One socket in four NUMA nodes, two A30 in MIG mode. Stage 1: the second GPU was switched to MIG. Stage 2: its
 * second half was cut in two, of which one is taken.
 */
export function describeA30Mig({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('amd')
  const gpuAddresses = [
    { bus: 0x00, node: 0 },
    { bus: 0x80, node: 2 },
  ].map(({ bus, node }) => tree.addDevice(tree.addRootPort(bus, node, 16, 16), [A30.pci]))
  const nic = tree.addDevice(tree.addRootPort(0xc0, 3, 16, 16), [CONNECTX_6_DX])
  tree.addDevice(tree.addRootPort(0x40, 1, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0x60, 1, 5, 1), [BMC_VGA])

  const layouts: (MigInstance[] | null)[] = [
    A30_QUARTERS,
    stage === 0 ? null : stage === 1 ? [describeHalf(1)] : [describeHalf(1), describeQuarter(5)],
  ]
  return {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:0`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'HPE',
      product: 'ProLiant DL365 Gen10 Plus',
      serial: 'C' + deriveSerial(HOSTNAME).slice(0, 9),
      board: 'ProLiant DL365 Gen10 Plus',
      biosVersion: 'A42',
      biosDate: '05/16/2025',
    },
    os: UBUNTU_2404,
    kernel: UBUNTU_KERNEL,
    cpu: EPYC_7543,
    nodes: [64, 64, 64, 64].map((gib) => describeNode(gib)),
    distances: listDistances(4, 4, 12, 32),
    pci: tree.functions,
    rdma: [{ address: nic, name: 'mlx5_0' }],
    nvidia: {
      driverVersion: '580.95.05',
      cudaVersion: '13.0',
      nvlinksPerPair: 0,
      fabric: null,
      gpus: gpuAddresses.map((address, index) => ({
        address,
        board: A30,
        uuid: `GPU-${deriveUuid(`${HOSTNAME}:gpu:${index}`)}`,
        serial: deriveSerial(`${HOSTNAME}:gpu:${index}`),
        moduleId: 1,
        vbiosVersion: '92.00.A0.00.05',
        mig: layouts[index] ?? null,
        replayCount: 0,
        correctableRowRemaps: 0,
        ...readIdleGpu(index, tick, A30.powerLimitW),
      })),
    },
  }
}
