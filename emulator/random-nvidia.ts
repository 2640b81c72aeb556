import { GB200 } from './gpu-boards'
import type { NvidiaLayout, P2pWord } from './gpu-layout'
import type { MdevLayout } from './guest-layout'
import type { NodeLayout } from './host-layout'
import { describePlannedGpu, type GpuPlan } from './random-gpus'

/** One of each schema generation that matters. */
export const DRIVERS = [
  { driverVersion: '470.82.01', cudaVersion: '11.4' },
  { driverVersion: '515.105.01', cudaVersion: '11.7' },
  { driverVersion: '525.147.05', cudaVersion: '12.0' },
  { driverVersion: '535.183.06', cudaVersion: '12.2' },
  { driverVersion: '570.133.20', cudaVersion: '12.8' },
  { driverVersion: '590.48.01', cudaVersion: '13.1' },
] as const

export type Driver = (typeof DRIVERS)[number]

/** What is decided of NVIDIA's driver and of all its GPUs together. */
export interface NvidiaPlan {
  driver: Driver
  nvlinks: number
  p2p: P2pWord[]
  isOpenModule: boolean
  isVgpuHost: boolean
  isVendorVfio: boolean
  fabricMode: 0 | 1 | 2 | null
}

export type Placed = { gpu: GpuPlan; address: string; functions: string[] }

export function describeNvidia(drawn: NvidiaPlan, seen: Placed[], nodes: NodeLayout[]): NvidiaLayout {
  // Each node of GPU memory is that of one Grace GPU.
  const memoryNodes = nodes.filter(({ kind }) => kind === 'gpuMemory').map(({ id }) => id)
  const gpus = seen.map(({ gpu, address }, index) => ({
    ...describePlannedGpu(gpu, address, index, drawn.isVgpuHost),
    memoryNode: gpu.board === GB200 ? (memoryNodes.shift() ?? null) : null,
  }))
  if (drawn.isVgpuHost) addVgpus(gpus, seen, drawn)
  const size = gpus.length
  const matrix = <T>(cell: (row: number, column: number) => T) =>
    Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (_cell, column) => cell(row, column)),
    )
  return {
    driverVersion: drawn.driver.driverVersion,
    cudaVersion: drawn.isVgpuHost ? null : drawn.driver.cudaVersion,
    moduleFlavour: drawn.isOpenModule ? 'open' : 'proprietary',
    gpus,
    nvlinks: matrix((row, column) => (row === column || (row + column) % 3 === 0 ? 0 : drawn.nvlinks)),
    p2pReads: matrix((row, column) => drawn.p2p[(row * 3 + column) % drawn.p2p.length] ?? 'OK'),
    fabric:
      drawn.nvlinks === 18 ? { cliqueId: 2, clusterUuid: '11111111-2222-3333-4444-555555555555' } : null,
    fabricManager:
      drawn.fabricMode === null
        ? null
        : {
            version: drawn.driver.driverVersion,
            activeState: 'active',
            subState: 'running',
            mode: drawn.fabricMode,
          },
  }
}

/** One vGPU on the first virtual function of each GPU that has some. */
function addVgpus(gpus: NvidiaLayout['gpus'], seen: Placed[], drawn: NvidiaPlan): void {
  gpus.forEach((gpu, index) => {
    const address = seen[index]?.functions[0]
    if (address === undefined) return
    gpu.vgpus = [
      {
        vgpuId: 3_251_634_213 + index,
        vmUuid: gpu.uuid.slice(4),
        vmName: `vm-${index}`,
        typeName: 'NVIDIA L40S-12Q',
        typeId: 1150,
        mdevUuid: drawn.isVendorVfio ? null : nameMdev(gpu.uuid),
        address,
        guestDriverVersion: '570.133.20',
        licenseStatus: 'Unlicensed (Unrestricted)',
        framebufferMib: 12_288,
        usedMib: 1000 + index,
        utilizationPercent: index,
      },
    ]
  })
}

function nameMdev(gpuUuid: string): string {
  return `c0ffee00${gpuUuid.slice(12)}`
}

export function describeMdev(drawn: NvidiaPlan, seen: Placed[]): MdevLayout | null {
  const functions = seen.flatMap(({ functions: list, gpu }) =>
    list.map((address, nth) => ({ address, gpu, isTaken: nth === 0 })),
  )
  if (functions.length === 0) return null
  const name = 'NVIDIA L40S-12Q'
  if (drawn.isVendorVfio) {
    return {
      parents: [],
      instances: [],
      virtualFunctions: functions.map(({ address, isTaken }) => ({
        address,
        currentTypeId: isTaken ? 1150 : 0,
        creatable: isTaken ? [] : [{ typeId: 1150, name }],
      })),
    }
  }
  return {
    parents: functions.map(({ address, isTaken }) => ({
      address,
      types: [
        {
          typeId: 'nvidia-1150',
          name,
          availableInstances: isTaken ? 0 : 1,
          framebufferMib: 12_288,
          maxInstances: 4,
        },
      ],
    })),
    instances: functions
      .filter(({ isTaken }) => isTaken)
      .map(({ address, gpu }, nth) => ({
        uuid: nameMdev(`GPU-${gpu.uuid}`),
        parent: address,
        typeId: 'nvidia-1150',
        iommuGroup: 300 + nth,
      })),
    virtualFunctions: [],
  }
}
