import { formatCpuList, listNodeCpus } from '@/emulator/cpu-layout'
import type { GpuLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'
import { expectDistances } from './expected-system'

const KIB_PER_MIB = 1024
const GPU_VENDORS: Record<string, string> = { '10de': 'nvidia', '1002': 'amd', '8086': 'intel' }
const GPU_CLASS = /^(?:03|12)/

/** What all tools of a layout come to together. */
export function expectHost(host: HostLayout) {
  const cpus = listNodeCpus(host)
  // On a host of one node the firmware need not name it.
  const nodeOf = ({ numaNode }: PciFunction) =>
    numaNode >= 0 ? numaNode : host.nodes.length === 1 ? host.nodes[0]?.id : null
  const sorted = host.pci.toSorted((a, b) => (a.address < b.address ? -1 : 1))
  const gpuFunctions = sorted.filter(
    ({ classCode, vendorId, physicalFunction }) =>
      GPU_CLASS.test(classCode) && GPU_VENDORS[vendorId] !== undefined && physicalFunction === null,
  )
  return {
    system: {
      hostname: host.hostname,
      kernelRelease: host.kernel.release,
      productUuid: host.machine.productUuid,
      serial: host.machine.serial,
    },
    cpu: { sockets: host.cpu.sockets, threadsPerCore: host.cpu.threadsPerCore },
    numaNodes: host.nodes.map((node, place) => ({
      id: node.id,
      cpus: formatCpuList(cpus[place] ?? []),
      memoryTotalMib: Math.floor(node.totalKib / KIB_PER_MIB),
      distances: expectDistances(host)[place]?.to,
    })),
    pciFunctions: sorted.map((fn) => ({
      address: fn.address,
      parent: fn.parent.startsWith('pci') ? null : fn.parent,
      rootBus: fn.parent.startsWith('pci') ? fn.parent : null,
      physicalFunction: fn.physicalFunction,
      numaNode: nodeOf(fn),
      iommuGroup: fn.iommuGroup,
      driver: fn.driver,
    })),
    gpus: gpuFunctions.map((fn) => ({
      pciAddress: fn.address,
      vendor: GPU_VENDORS[fn.vendorId],
      numaNode: nodeOf(fn),
      kernelDriver: fn.driver,
      virtualFunctions: host.pci
        .filter(({ physicalFunction }) => physicalFunction === fn.address)
        .map(({ address }) => address),
      ...expectNvidiaGpu(host.nvidia?.gpus.find(({ address }) => address === fn.address)),
    })),
  }
}

function expectNvidiaGpu(gpu: GpuLayout | undefined) {
  if (!gpu) return {}
  return {
    uuid: gpu.uuid,
    serial: gpu.serial,
    isProvisional: false,
    memoryTotalMib: gpu.board.memoryMib,
    ...(gpu.mig === null ? {} : { gpuInstances: gpu.mig.map(expectInstance) }),
    ...(gpu.vgpus.length === 0
      ? {}
      : { vgpus: gpu.vgpus.map(({ mdevUuid, typeName }) => ({ mdevUuid, typeName })) }),
  }
}

function expectInstance({ id, profile, start, computeInstances }: NonNullable<GpuLayout['mig']>[number]) {
  return {
    gpuInstanceId: id,
    profileName: profile.name,
    startSlice: start,
    sizeSlices: profile.memorySlices,
    memoryTotalMib: profile.memoryMib,
    computeInstances: computeInstances.map((instance) => ({
      computeInstanceId: instance.id,
      profileName: instance.profile.name,
      uuid: instance.uuid,
      multiprocessors: instance.profile.multiprocessors,
    })),
  }
}
