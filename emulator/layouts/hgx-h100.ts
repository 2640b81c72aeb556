import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_7, NVME, NVSWITCH } from '@/emulator/device-models'
import { H100_SXM } from '@/emulator/gpu-boards'
import type { HostLayout, KernelEventLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeConnectX } from './adapters'
import { type Moment, readBusyGpu, readIdleGpu } from './moment'
import { DRIVER_580, describeGpu, describePeers } from './nvidia-parts'
import { describeKernel, describeNode, listDistances, UBUNTU_2404, UBUNTU_KERNEL, XEON_8480 } from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'hgx-a01'

/** Host bridges of the four PCIe switches; each carries two GPUs and the two NICs beside them. */
const SWITCH_BUSES = [
  { bus: 0x15, node: 0 },
  { bus: 0x37, node: 0 },
  { bus: 0x97, node: 1 },
  { bus: 0xb7, node: 1 },
]

/**
 * Eight H100 SXM on an NVSwitch fabric. Stage 1: the driver was updated, with a reboot. Stage 2: the link of GPU 5
 * came back with half its lanes.
 */
export function describeHgxH100({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('intel')
  const gpuAddresses: string[] = []
  const nicAddresses: string[] = []
  const front = tree.addRootPort(0x00, 0, 8, 4)
  tree.addDevice(front, [BMC_VGA])
  const fabricPorts = tree.addSwitch(tree.addRootPort(0x02, 0, 32, 16), 4)
  for (const port of fabricPorts) tree.addDevice(port, [NVSWITCH])
  for (const { bus, node } of SWITCH_BUSES) {
    const ports = tree.addSwitch(tree.addRootPort(bus, node, 32, 16), 4)
    ports.forEach((port, index) => {
      if (index % 2 === 1) nicAddresses.push(tree.addDevice(port, [CONNECTX_7]))
      else {
        const isDegraded = stage === 2 && gpuAddresses.length === 5
        gpuAddresses.push(tree.addDevice(port, [H100_SXM.pci], isDegraded ? { width: 8 } : {}))
      }
    })
  }
  tree.addDevice(tree.addRootPort(0x59, 0, 32, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xd7, 1, 32, 4), [NVME])

  const driverVersion = stage === 0 ? '580.82.07' : DRIVER_580.driverVersion
  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:${stage === 0 ? 0 : 1}`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'Supermicro',
      product: 'SYS-821GE-TNHR',
      family: 'SMC X13',
      serial: 'A' + deriveSerial(HOSTNAME),
      board: 'X13DEG-OAD',
      biosVersion: '2.6',
      biosDate: '03/28/2025',
    },
    os: UBUNTU_2404,
    kernel: describeKernel(UBUNTU_KERNEL, {
      iommu: 'intel_iommu',
      log: stage === 2 ? listLinkTrouble(gpuAddresses[5] ?? '') : [],
    }),
    cpu: XEON_8480,
    nodes: [describeNode(0, 1024, 256), describeNode(1, 1024, 256)],
    distances: listDistances(2, 1, 12, 21),
    pci: tree.functions,
    nics: describeConnectX(nicAddresses, '28.43.2026', 'MT_0000000838', true),
    nvidia: {
      ...DRIVER_580,
      driverVersion,
      ...describePeers(gpuAddresses.length, 18, 'OK'),
      fabric: { cliqueId: 0, clusterUuid: '00000000-0000-0000-0000-000000000000' },
      fabricManager: { version: driverVersion, activeState: 'active', subState: 'running', mode: 0 as const },
      gpus: gpuAddresses.map((address, index) => ({
        ...describeGpu(HOSTNAME, index, address, H100_SXM),
        moduleId: index + 1,
        vbiosVersion: '96.00.99.00.01',
        replayCount: stage === 2 && index === 5 ? 214 : 0,
        remappedRows: {
          correctable: index === 2 ? 1 : 0,
          uncorrectable: 0,
          isPending: false,
          hasFailed: false,
        },
        ...(index < 6
          ? readBusyGpu(index, tick, H100_SXM.powerLimitW, 68_212, '/opt/train/bin/python3')
          : readIdleGpu(index, tick, H100_SXM.powerLimitW)),
      })),
    },
  }
  return completeHost(layout, tick)
}

/** What the kernel says of a link that lost lanes. */
function listLinkTrouble(address: string): KernelEventLayout[] {
  return [
    { kind: 'aer', seconds: 512.104, address, severity: 'Corrected', layer: 'Physical Layer' },
    {
      kind: 'xid',
      seconds: 913.771,
      address,
      number: 45,
      pid: 20_185,
      process: 'python3',
      text: 'Ch 00000008, engmask 00000101',
    },
  ]
}
