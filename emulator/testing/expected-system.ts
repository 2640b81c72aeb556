import { type Cpu, formatCpuList, listCpus, listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'

const KIB_PER_MIB = 1024
const byAddress = (a: PciFunction, b: PciFunction) => (a.address < b.address ? -1 : 1)
const sortIds = (cpus: Cpu[]) => formatCpuList(cpus.map(({ id }) => id).toSorted((a, b) => a - b))

const expectIds = ({ classCode, vendorId, deviceId, subsystem }: PciFunction) => ({
  classCode,
  vendorId,
  deviceId,
  subsystemVendorId: subsystem?.vendorId ?? null,
  subsystemDeviceId: subsystem?.deviceId ?? null,
})

const countVfs = ({ pci }: HostLayout, { address }: PciFunction) =>
  pci.filter(({ physicalFunction }) => physicalFunction === address).length

export function expectDistances({ nodes, distances }: HostLayout) {
  return nodes.map(({ id: from }, row) => ({
    from,
    to: nodes.map(({ id }, column) => ({ id, distance: distances[row]?.[column] })),
  }))
}

export function expectLspci(host: HostLayout) {
  const units: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }
  return {
    functions: host.pci.toSorted(byAddress).map((fn) => ({
      address: fn.address,
      ...expectIds(fn),
      className: fn.className,
      revision: fn.revision,
      numaNode: fn.numaNode < 0 ? null : fn.numaNode,
      iommuGroup: fn.iommuGroup,
      driver: fn.driver,
      modules: fn.modules,
      linkCapability: fn.link && { speedGts: fn.link.maxGts, width: fn.link.maxWidth },
      linkStatus: fn.link && {
        speedGts: fn.link.currentGts,
        width: fn.link.currentWidth,
        isSpeedDowngraded: fn.link.currentGts < fn.link.maxGts,
        isWidthDowngraded: fn.link.currentWidth < fn.link.maxWidth,
      },
      bars: fn.bars.map((bar) => ({
        index: bar.index,
        kind: 'memory',
        sizeBytes: Number.parseInt(bar.sizeText, 10) * (units[bar.sizeText.slice(-1)] ?? 1),
        is64Bit: bar.is64Bit,
        isPrefetchable: bar.isPrefetchable,
        isUnassigned: bar.isUnassigned ?? false,
      })),
      bridge: fn.buses && { secondaryBus: fn.buses.secondary, subordinateBus: fn.buses.subordinate },
      sriov:
        fn.virtualFunctions === 0
          ? null
          : { totalVfs: fn.virtualFunctions, numVfs: countVfs(host, fn), vfOffset: 4, vfStride: 1 },
    })),
  }
}

export function expectSysfsPci(host: HostLayout) {
  return {
    functions: host.pci.toSorted(byAddress).map((fn) => ({
      address: fn.address,
      ...expectIds(fn),
      currentLinkSpeedGts: fn.link?.currentGts ?? null,
      currentLinkWidth: fn.link?.currentWidth ?? null,
      maxLinkSpeedGts: fn.link?.maxGts ?? null,
      maxLinkWidth: fn.link?.maxWidth ?? null,
      numaNode: fn.numaNode,
      sriovTotalVfs: fn.virtualFunctions || null,
      sriovNumVfs: fn.virtualFunctions > 0 ? countVfs(host, fn) : null,
      driver: fn.driver,
      iommuGroup: fn.iommuGroup,
      ...(fn.parent.startsWith('pci')
        ? { parent: null, rootBus: fn.parent }
        : { parent: fn.parent, rootBus: null }),
    })),
  }
}

export function expectSysfsNode(host: HostLayout) {
  const cpus = listNodeCpus(host)
  return {
    nodes: host.nodes.map((node, place) => ({
      id: node.id,
      cpus: formatCpuList(cpus[place] ?? []),
      memoryTotalMib: Math.floor(node.totalKib / KIB_PER_MIB),
      memoryFreeMib: Math.floor(node.freeKib / KIB_PER_MIB),
      hugepages: node.hugepages.map(({ sizeKib, total, free }) => ({ sizeKib, total, free })),
    })),
    distances: expectDistances(host),
  }
}

export function expectNumactl(host: HostLayout) {
  const cpus = listNodeCpus(host)
  return {
    nodes: host.nodes.map((node, place) => ({
      id: node.id,
      cpus: formatCpuList(cpus[place] ?? []),
      sizeMib: Math.floor(node.totalKib / KIB_PER_MIB),
      freeMib: Math.floor(node.freeKib / KIB_PER_MIB),
    })),
    distances: expectDistances(host),
  }
}

export function expectLscpu(host: HostLayout) {
  const { cpu } = host
  const cpus = listNodeCpus(host)
  return {
    architecture: cpu.architecture,
    vendor: cpu.vendorId,
    modelName: cpu.model,
    cpus: cpu.sockets * cpu.coresPerSocket * cpu.threadsPerCore,
    sockets: cpu.sockets,
    coresPerSocket: cpu.coresPerSocket,
    threadsPerCore: cpu.threadsPerCore,
    numaNodeCount: host.nodes.length,
    numaNodes: host.nodes.map(({ id }, place) => ({ id, cpus: formatCpuList(cpus[place] ?? []) })),
  }
}

export function expectHwloc(host: HostLayout) {
  const { cpu } = host
  const all = listCpus(host)
  return {
    hostname: host.hostname,
    productName: host.machine.product,
    productVendor: host.machine.vendor,
    productUuid: host.machine.productUuid,
    cpuModel: cpu.model,
    architecture: cpu.architecture,
    kernelRelease: host.kernel.release,
    packages: cpu.sockets,
    cores: cpu.sockets * cpu.coresPerSocket,
    pus: all.length,
    numaNodes: host.nodes.map((node, place) => ({
      osIndex: node.id,
      memoryBytes: node.totalKib * 1024,
      nearCpus: sortIds(all.filter((one) => one.node === place)),
    })),
    distances: expectDistances(host),
    pciDevices: host.pci.toSorted(byAddress).map((fn) => ({
      address: fn.address,
      ...expectIds(fn),
      revision: fn.revision,
      ...expectHwlocNode(host, fn),
      ...(fn.parent.startsWith('pci')
        ? { parent: null, rootBus: fn.parent }
        : { parent: fn.parent, rootBus: null }),
      bridge: fn.buses && { secondaryBus: fn.buses.secondary, subordinateBus: fn.buses.subordinate },
      gpu: expectHwlocGpu(host, fn),
      osDevices: host.nics
        .filter(({ address }) => address === fn.address)
        .flatMap(({ name, rdmaName }) => [
          { name, kind: 'network' },
          ...(rdmaName === null ? [] : [{ name: rdmaName, kind: 'openfabrics' }]),
        ]),
    })),
  }
}

/** On a machine of one node everything is near it; beside memory without CPUs that cannot be seen of the machine as a whole. */
function expectHwlocNode({ nodes, cpu }: HostLayout, { numaNode }: PciFunction) {
  const cpuNodes = nodes.filter(({ kind }) => kind === 'cpu')
  if (numaNode < 0) return { numaNode: nodes[0]?.id }
  return cpuNodes.length < cpu.sockets && nodes.length > 1 ? {} : { numaNode }
}

/** Of NVML's GPUs and RSMI's. */
function expectHwlocGpu({ nvidia, amd }: HostLayout, { address }: PciFunction) {
  const gpu = nvidia?.gpus.find((one) => one.address === address)
  if (gpu) return { model: gpu.board.productName, uuid: gpu.uuid, serial: gpu.serial }
  const amdGpu = amd?.gpus.find((one) => one.address === address)
  return amdGpu ? { model: amdGpu.productName, serial: amdGpu.serial } : null
}

export function expectCapabilities(host: HostLayout) {
  const all = listCpus(host)
  return {
    hostUuid: host.machine.productUuid,
    architecture: host.cpu.architecture,
    cpuModel: host.cpu.libvirtModel,
    threadsPerCore: host.cpu.threadsPerCore,
    hasIommu: true,
    cells: host.nodes.map((node, place) => {
      const own = all.filter((cpu) => cpu.node === place)
      return {
        id: node.id,
        memoryMib: Math.floor(node.totalKib / KIB_PER_MIB),
        cpus: sortIds(own),
        cpuTopology: own.map((cpu) => ({
          id: cpu.id,
          socketId: cpu.socket,
          coreId: cpu.core,
          siblings: sortIds(all.filter(({ socket, core }) => socket === cpu.socket && core === cpu.core)),
        })),
      }
    }),
    distances: expectDistances(host),
  }
}

export function expectInterrupts({ irqs, ...host }: HostLayout) {
  const cpus = listCpus(host)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
  return {
    cpus,
    devices: irqs.map(({ irq, chip, action, effectiveCpu, count }) => ({
      id: String(irq),
      total: count,
      counts: [{ cpu: effectiveCpu, count }],
      chip,
      actions: [action],
    })),
  }
}
