import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import { L40S } from '@/emulator/gpu-boards'
import type { VgpuLayout } from '@/emulator/gpu-layout'
import type { MdevTypeLayout } from '@/emulator/guest-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeConnectX } from './adapters'
import { describeDomain } from './domains'
import { type Moment, readIdleGpu } from './moment'
import { describeGpu, describePeers } from './nvidia-parts'
import {
  describeKernel,
  describeNode,
  EPYC_9354,
  listDistances,
  UBUNTU_2204,
  UBUNTU_KERNEL_2204,
} from './systems'
import { completeHost } from './whole-host'

const HOSTNAME = 'kvm-f06'
const VF_COUNT = 4

const SLOTS = [
  { bus: 0x00, node: 0 },
  { bus: 0x40, node: 0 },
  { bus: 0x80, node: 1 },
  { bus: 0xc0, node: 1 },
]

/** A virtual function holds one vGPU: none is left on it where one runs. */
function listTypes(isTaken: boolean): MdevTypeLayout[] {
  return [12, 24, 48].map((gib, index) => ({
    typeId: `nvidia-${1150 + index}`,
    name: `NVIDIA L40S-${gib}Q`,
    availableInstances: isTaken ? 0 : 1,
    framebufferMib: gib * 1024,
    maxInstances: 48 / gib,
  }))
}

/**
 * A KVM host with the vGPU manager: three L40S serve vGPUs from virtual functions, the fourth is handed on whole.
 * Its machines run without Berth. Stage 1: the second machine was started. Stage 2: a newer kernel waits for a reboot.
 */
export function describeKvmVgpu({ stage, tick }: Moment): HostLayout {
  const tree = new PciTree('amd')
  const gpuAddresses = SLOTS.map(({ bus, node }, index) =>
    tree.addDevice(
      tree.addRootPort(bus, node, 32, 16),
      [L40S.pci],
      index === 3 ? { driver: 'vfio-pci' } : {},
    ),
  )
  const vgpuAddresses = gpuAddresses.slice(0, 3)
  const functions = vgpuAddresses.map((address) => tree.addVirtualFunctions(address, VF_COUNT, 'nvidia'))
  const nic = tree.addDevice(tree.addRootPort(0x60, 0, 32, 16), [CONNECTX_6_DX])
  tree.addDevice(tree.addRootPort(0x20, 0, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xa0, 1, 5, 1), [BMC_VGA])

  const renderUuid = deriveUuid(`${HOSTNAME}:domain:render-02`)
  const mdevs = (stage === 0 ? [] : [0, 1]).map((gpu) => ({
    uuid: deriveUuid(`${HOSTNAME}:mdev:${gpu}`),
    parent: functions[gpu]?.[0] ?? '',
    typeId: 'nvidia-1151',
    iommuGroup: 200 + gpu,
  }))
  const layout = {
    hostname: HOSTNAME,
    bootId: deriveUuid(`${HOSTNAME}:boot:0`),
    machine: {
      productUuid: deriveUuid(`${HOSTNAME}:machine`),
      vendor: 'GIGABYTE',
      product: 'G293-Z43-AAP1-000',
      family: 'Server',
      serial: 'F' + deriveSerial(HOSTNAME).slice(0, 9),
      board: 'MZ93-FS0-000',
      biosVersion: 'R11_F33',
      biosDate: '02/27/2025',
    },
    os: UBUNTU_2204,
    kernel: {
      ...describeKernel(UBUNTU_KERNEL_2204, { iommu: 'amd_iommu' }),
      installed: [UBUNTU_KERNEL_2204.release, ...(stage === 2 ? ['5.15.0-160-generic'] : [])],
      next: stage === 2 ? '5.15.0-160-generic' : UBUNTU_KERNEL_2204.release,
      isRebootRequired: stage === 2,
    },
    cpu: EPYC_9354,
    nodes: [describeNode(0, 384, 256), describeNode(1, 384, 256)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    nics: describeConnectX([nic], '22.41.1000', 'MT_0000000359'),
    nvidia: {
      driverVersion: '570.172.07',
      cudaVersion: null,
      moduleFlavour: 'proprietary' as const,
      ...describePeers(vgpuAddresses.length, 0, 'NS'),
      gpus: vgpuAddresses.map((address, index) => {
        const mdev = mdevs[index]
        const vgpus: VgpuLayout[] = mdev
          ? [
              {
                vgpuId: 3_251_634_213 + index,
                vmUuid: renderUuid,
                vmName: 'render-02',
                typeName: 'NVIDIA L40S-24Q',
                typeId: 1151,
                mdevUuid: mdev.uuid,
                address: mdev.parent,
                guestDriverVersion: '570.172.08',
                licenseStatus: 'Licensed (Expiry: 2026-12-31 9:0:0 GMT)',
                framebufferMib: 24_576,
                usedMib: 5120 + index * 800,
                utilizationPercent: Math.round(20 + Math.sin(tick + index) * 9),
              },
            ]
          : []
        return {
          ...describeGpu(HOSTNAME, index, address, L40S),
          vbiosVersion: '95.02.66.00.02',
          virtualization: 'Host VGPU' as const,
          hostVgpuMode: 'SR-IOV' as const,
          ...readIdleGpu(index, tick, L40S.powerLimitW),
          vgpus,
          usedMib: mdev ? 24_064 : 4,
        }
      }),
    },
    mdev: {
      parents: functions.flatMap((list) =>
        list.map((address) => ({
          address,
          types: listTypes(mdevs.some(({ parent }) => parent === address)),
        })),
      ),
      instances: mdevs,
      virtualFunctions: [],
    },
    domains: [
      describeDomain({
        host: HOSTNAME,
        name: 'train-01',
        id: 1,
        memoryGib: 96,
        node: 1,
        cpus: [36, 37, 38, 39, 100, 101, 102, 103],
        hostdevs: gpuAddresses.slice(3),
        project: 'vision-lab',
      }),
      describeDomain({
        host: HOSTNAME,
        name: 'render-02',
        id: stage === 0 ? null : 2,
        memoryGib: 64,
        node: 0,
        cpus: [4, 5, 6, 7, 68, 69, 70, 71],
        mdevs: [0, 1].map((gpu) => deriveUuid(`${HOSTNAME}:mdev:${gpu}`)),
      }),
    ],
  }
  return completeHost(layout, tick)
}
