import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, E810, NVME } from '@/emulator/device-models'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeE810 } from './adapters'
import type { Moment } from './moment'
import { DEBIAN_13, DEBIAN_KERNEL, describeKernel, describeNode, listDistances, XEON_4410 } from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'cpu-d04'

/** Two sockets without a GPU. Stage 1: new firmware. Stage 2: a DIMM of the second node is gone. */
export function describeNoGpu({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('intel')
  tree.addDevice(tree.addRootPort(0x00, 0, 8, 4), [BMC_VGA])
  const nic = tree.addDevice(tree.addRootPort(0x16, 0, 32, 16), [E810])
  tree.addDevice(tree.addRootPort(0x97, 1, 32, 4), [NVME])
  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:${stage}`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'Lenovo',
      product: 'ThinkSystem SR650 V3',
      family: 'ThinkSystem',
      serial: 'D' + deriveSerial(HOSTNAME).slice(0, 7),
      board: '7D76CTO1WW',
      biosVersion: stage === 0 ? 'ESE122T-3.10' : 'ESE130G-3.30',
      biosDate: stage === 0 ? '11/12/2024' : '06/27/2025',
    },
    os: DEBIAN_13,
    kernel: describeKernel(DEBIAN_KERNEL),
    cpu: XEON_4410,
    nodes: [describeNode(0, 128), describeNode(1, stage === 2 ? 96 : 128)],
    distances: listDistances(2, 1, 12, 21),
    pci: tree.functions,
    nics: [describeE810(nic)],
  }
  return completeHost(layout, tick)
}
