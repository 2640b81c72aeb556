import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import { A30 } from '@/emulator/gpu-boards'
import type { GpuInstanceLayout, GpuProcessLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeConnectX } from './adapters'
import { type Moment, readIdleGpu } from './moment'
import { DRIVER_580, describeGpu, describeGpuInstance, describePeers } from './nvidia-parts'
import { describeKernel, describeNode, EPYC_7543, listDistances, UBUNTU_2404, UBUNTU_KERNEL } from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'a30-c03'

/** 1g.6gb has the GPU instances 3 to 6, 2g.12gb 1 and 2. */
export function listQuarters(uuid: string): GpuInstanceLayout[] {
  return [3, 4, 5, 6].map((id, index) => describeGpuInstance({ uuid, board: A30 }, id, '1g.6gb', index))
}

/** The second GPU over the stages: whole, half in use, then half and a quarter. */
function listSecondLayout(uuid: string, stage: Moment['stage']): GpuInstanceLayout[] | null {
  if (stage === 0) return null
  const gpu = { uuid, board: A30 }
  const half = describeGpuInstance(gpu, 1, '2g.12gb', 0, stage === 2 ? [1, 1] : undefined)
  return stage === 1 ? [half] : [half, describeGpuInstance(gpu, 5, '1g.6gb', 2)]
}

/** Two notebooks that nobody asked Berth for. */
const NOTEBOOKS: GpuProcessLayout[] = [3, 4].map((gpuInstanceId, index) => ({
  pid: 31_400 + index * 212,
  type: 'C',
  name: '/opt/conda/bin/python3.11',
  usedMib: 3120 + index * 640,
  gpuInstanceId,
  computeInstanceId: 0,
}))

/**
 * One socket in four NUMA nodes, two A30 in MIG mode. Stage 1: the second GPU was switched to MIG. Stage 2: its
 * first half serves two compute instances, and a quarter of the rest is taken.
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
  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:0`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'HPE',
      product: 'ProLiant DL365 Gen10 Plus',
      family: 'ProLiant',
      serial: 'C' + deriveSerial(HOSTNAME).slice(0, 9),
      board: 'ProLiant DL365 Gen10 Plus',
      biosVersion: 'A42',
      biosDate: '05/16/2025',
    },
    os: UBUNTU_2404,
    kernel: describeKernel(UBUNTU_KERNEL),
    cpu: EPYC_7543,
    nodes: [0, 1, 2, 3].map((id) => describeNode(id, 64)),
    distances: listDistances(4, 4, 12, 32),
    pci: tree.functions,
    nics: describeConnectX([nic], '22.41.1000', 'MT_0000000359'),
    nvidia: {
      ...DRIVER_580,
      ...describePeers(gpuAddresses.length, 0, 'NS'),
      gpus: gpuAddresses.map((address, index) => {
        const gpu = describeGpu(HOSTNAME, index, address, A30)
        return {
          ...gpu,
          vbiosVersion: '92.00.A0.00.05',
          ...readIdleGpu(index, tick, A30.powerLimitW),
          mig: index === 0 ? listQuarters(gpu.uuid) : listSecondLayout(gpu.uuid, stage),
          ...(index === 0 ? { processes: NOTEBOOKS, usedMib: 6920 } : {}),
        }
      }),
    },
  }
  return completeHost(layout, tick)
}
