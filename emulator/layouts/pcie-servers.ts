import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import type { GpuBoard } from '@/emulator/gpu-boards'
import type { HostLayout, MigInstance } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { readBusyGpu, readIdleGpu } from './moment'
import { describeNode, EPYC_9354, listDistances, UBUNTU_2404, UBUNTU_KERNEL } from './systems'

/** Host bridges of the eight slots, four to a socket. */
const SLOT_BUSES = [0x00, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0]
const SLOTS_PER_SOCKET = 4

interface PcieServer {
  hostname: string
  board: GpuBoard
  driverVersion: string
  vbiosVersion: string
  /** MIG layout of each GPU; null: whole. */
  mig: MigInstance[] | null
  /** Held for guests by vfio-pci, so that nvidia-smi is not there. */
  isPassedThrough: boolean
  tick: number
}

/** Two sockets and eight GPUs, each in a slot of its own with 16 lanes: the common server of an inference estate. */
export function describePcieServer(server: PcieServer): HostLayout {
  const { hostname, board, driverVersion, tick } = server
  const tree = new PciTree('amd')
  const nodeOf = (slot: number) => Math.floor(slot / SLOTS_PER_SOCKET)
  const driver = server.isPassedThrough ? { driver: 'vfio-pci' } : {}
  const gpuAddresses = SLOT_BUSES.map((bus, slot) =>
    tree.addDevice(tree.addRootPort(bus, nodeOf(slot), 32, 16), [board.pci], driver),
  )
  const nicAddresses = [0x10, 0x90].map((bus, node) =>
    tree.addDevice(tree.addRootPort(bus, node, 32, 16), [CONNECTX_6_DX]),
  )
  tree.addDevice(tree.addRootPort(0x30, 0, 16, 4), [NVME])
  tree.addDevice(tree.addRootPort(0xb0, 1, 5, 1), [BMC_VGA])
  return {
    hostname,
    bootId: deriveUuid(`${hostname}:boot`),
    machine: {
      productUuid: deriveUuid(`${hostname}:machine`),
      vendor: 'Supermicro',
      product: 'AS-4125GS-TNRT',
      serial: `S${deriveSerial(hostname)}`,
      board: 'H13DSG-O-CPU',
      biosVersion: '3.1',
      biosDate: '01/21/2025',
    },
    os: UBUNTU_2404,
    kernel: UBUNTU_KERNEL,
    cpu: EPYC_9354,
    nodes: [describeNode(768, 512), describeNode(768, 512)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    rdma: nicAddresses.map((address, index) => ({ address, name: `mlx5_${index}` })),
    nvidia: server.isPassedThrough
      ? null
      : {
          driverVersion,
          cudaVersion: '13.0',
          nvlinksPerPair: 0,
          fabric: null,
          gpus: gpuAddresses.map((address, index) => ({
            address,
            board,
            uuid: `GPU-${deriveUuid(`${hostname}:gpu:${index}`)}`,
            serial: deriveSerial(`${hostname}:gpu:${index}`),
            moduleId: 1,
            vbiosVersion: server.vbiosVersion,
            mig: server.mig,
            replayCount: 0,
            correctableRowRemaps: 0,
            ...(server.mig || index % 4 === 3
              ? readIdleGpu(index, tick, board.powerLimitW)
              : readBusyGpu(index, tick, board.powerLimitW, 18_304, '/opt/serve/bin/inference-server')),
          })),
        },
  }
}
