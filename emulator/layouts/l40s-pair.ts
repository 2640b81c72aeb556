import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import { L40S } from '@/emulator/gpu-boards'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeConnectX } from './adapters'
import { type Moment, readBusyGpu, readIdleGpu } from './moment'
import { DRIVER_580, describeGpu, describePeers } from './nvidia-parts'
import {
  describeKernel,
  describeNode,
  EPYC_9354,
  listDistances,
  UBUNTU_2404,
  UBUNTU_KERNEL,
  UBUNTU_KERNEL_OLD,
} from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'l40s-b02'

const SLOTS = [
  { bus: 0x00, node: 0 },
  { bus: 0x40, node: 0 },
  { bus: 0x80, node: 1 },
  { bus: 0xc0, node: 1 },
]

/**
 * Two sockets, four L40S, one of which never came up with more than 8 of its 16 lanes. Stage 1: one GPU got new
 * firmware and now differs from its siblings. Stage 2: a newer kernel was booted.
 */
export function describeL40sPair({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('amd')
  const gpuAddresses = SLOTS.map(({ bus, node }, index) =>
    tree.addDevice(tree.addRootPort(bus, node, 32, 16), [L40S.pci], index === 2 ? { width: 8 } : {}),
  )
  const nicAddresses = [0x60, 0xe0].map((bus, node) =>
    tree.addDevice(tree.addRootPort(bus, node, 32, 16), [CONNECTX_6_DX]),
  )
  tree.addDevice(tree.addRootPort(0x20, 0, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xa0, 1, 5, 1), [BMC_VGA])

  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:${stage === 2 ? 1 : 0}`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'Dell Inc.',
      product: 'PowerEdge R7625',
      family: 'PowerEdge',
      serial: 'B' + deriveSerial(HOSTNAME).slice(0, 6),
      board: '0M4R8N',
      biosVersion: '1.10.6',
      biosDate: '12/06/2024',
    },
    os: UBUNTU_2404,
    kernel: describeKernel(stage === 2 ? UBUNTU_KERNEL : UBUNTU_KERNEL_OLD),
    cpu: EPYC_9354,
    nodes: [describeNode(0, 384, 128), describeNode(1, 384, 128)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    nics: describeConnectX(nicAddresses, '22.41.1000', 'MT_0000000359'),
    nvidia: {
      ...DRIVER_580,
      ...describePeers(gpuAddresses.length, 0, 'OK'),
      gpus: gpuAddresses.map((address, index) => ({
        ...describeGpu(HOSTNAME, index, address, L40S),
        vbiosVersion: stage > 0 && index === 3 ? '95.02.66.00.05' : '95.02.66.00.02',
        replayCount: index === 2 ? 31 : 0,
        ...(index === 1
          ? readIdleGpu(index, tick, L40S.powerLimitW)
          : readBusyGpu(index, tick, L40S.powerLimitW, 31_744, '/opt/serve/bin/inference-server')),
      })),
    },
  }
  return completeHost(layout, tick)
}
