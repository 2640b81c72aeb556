import { deriveSerial, deriveUuid } from '@/emulator/derive-id'
import { BMC_VGA, CONNECTX_6_DX, NVME } from '@/emulator/device-models'
import type { GpuBoard } from '@/emulator/gpu-boards'
import type { GpuInstanceLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { PciTree } from '@/emulator/pci-tree'
import { describeConnectX } from './adapters'
import { readBusyGpu, readIdleGpu } from './moment'
import { DRIVER_580, describeGpu, describePeers } from './nvidia-parts'
import { describeKernel, describeNode, EPYC_9354, listDistances, UBUNTU_2404, UBUNTU_KERNEL } from './systems'
import { completeHost } from './whole-host'

/** Host bridges of the eight slots, four to a socket. */
const SLOT_BUSES = [0x00, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0]
const SLOTS_PER_SOCKET = 4

interface PcieServer {
  hostname: string
  board: GpuBoard
  driverVersion: string
  vbiosVersion: string
  /** How each GPU is cut; null: not at all. */
  listInstances: ((uuid: string) => GpuInstanceLayout[]) | null
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
  const layout = {
    hostname,
    bootId: deriveUuid(`${hostname}:boot`),
    machine: {
      productUuid: deriveUuid(`${hostname}:machine`),
      vendor: 'Supermicro',
      product: 'AS-4125GS-TNRT',
      family: 'SMC H13',
      serial: `S${deriveSerial(hostname)}`,
      board: 'H13DSG-O-CPU',
      biosVersion: '3.1',
      biosDate: '01/21/2025',
    },
    os: UBUNTU_2404,
    kernel: describeKernel(UBUNTU_KERNEL),
    cpu: EPYC_9354,
    nodes: [describeNode(0, 768, 512), describeNode(1, 768, 512)],
    distances: listDistances(2, 1, 12, 32),
    pci: tree.functions,
    nics: describeConnectX(nicAddresses, '22.41.1000', 'MT_0000000359'),
    nvidia: server.isPassedThrough
      ? null
      : {
          ...DRIVER_580,
          driverVersion,
          ...describePeers(gpuAddresses.length, 0, 'OK'),
          gpus: gpuAddresses.map((address, index) => {
            const gpu = describeGpu(hostname, index, address, board)
            return {
              ...gpu,
              vbiosVersion: server.vbiosVersion,
              mig: server.listInstances?.(gpu.uuid) ?? null,
              ...(server.listInstances || index % 4 === 3
                ? readIdleGpu(index, tick, board.powerLimitW)
                : readBusyGpu(index, tick, board.powerLimitW, 18_304, '/opt/serve/bin/inference-server')),
            }
          }),
        },
  }
  return completeHost(layout, tick)
}
