import { formatCpuList, listNodeCpus } from '@/emulator/cpu-layout'
import type { EccLayout, GpuLayout, NvidiaLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { findFunction, type PciFunction } from '@/emulator/pci-tree'

const GENERATIONS = [2.5, 5, 8, 16, 32, 64]
const generationOf = (gts: number) => GENERATIONS.indexOf(gts) + 1

export function majorOf({ driverVersion }: NvidiaLayout): number {
  return Number(driverVersion.slice(0, 3))
}

/** What `nvidia-smi -q`, in either form, can tell of the layout with its driver. */
export function expectReport(host: HostLayout, nvidia: NvidiaLayout) {
  return {
    driverVersion: nvidia.driverVersion,
    cudaVersion: nvidia.cudaVersion,
    attachedGpus: nvidia.gpus.length,
    gpus: nvidia.gpus.map((gpu, index) => expectGpu(host, nvidia, gpu, index)),
  }
}

function expectGpu(host: HostLayout, nvidia: NvidiaLayout, gpu: GpuLayout, index: number) {
  const major = majorOf(nvidia)
  const fn = findFunction(host.pci, gpu.address)
  const { board } = gpu
  const toggle = board.migProfiles.length === 0 ? null : gpu.mig ? 'enabled' : 'disabled'
  const reservedMib = major >= 510 ? board.reservedMib : null
  return {
    ...expectIdentity(gpu, fn),
    minorNumber: index,
    architecture: major >= 510 ? board.architecture : null,
    moduleId: major >= 510 ? String(gpu.moduleId) : null,
    gspFirmwareVersion: nvidia.driverVersion,
    memory: {
      totalMib: board.memoryMib,
      reservedMib,
      usedMib: gpu.usedMib,
      freeMib: board.memoryMib - (reservedMib ?? 0) - gpu.usedMib,
    },
    bar1: { totalMib: board.bar1Mib },
    link: expectLink(host, gpu, fn, major),
    replayCounter: gpu.replayCount,
    migMode: { current: toggle, pending: toggle },
    migDevices: expectMigDevices(gpu),
    virtualizationMode: gpu.virtualization,
    hostVgpuMode: gpu.hostVgpuMode,
    addressingMode: major < 535 ? null : gpu.memoryNode === null ? 'HMM' : 'ATS',
    ecc: {
      current: gpu.ecc ? 'enabled' : null,
      volatile: expectEcc(gpu, gpu.ecc?.volatile),
      aggregate: expectEcc(gpu, gpu.ecc?.aggregate),
    },
    remappedRows: {
      correctable: gpu.remappedRows?.correctable ?? null,
      uncorrectable: gpu.remappedRows?.uncorrectable ?? null,
      pending: gpu.remappedRows?.isPending ?? null,
      failure: gpu.remappedRows?.hasFailed ?? null,
    },
    retiredPages: {
      singleBit: gpu.retiredPages?.singleBit ?? null,
      doubleBit: gpu.retiredPages?.doubleBit ?? null,
    },
    performanceState: gpu.utilizationPercent > 0 ? 'P0' : 'P8',
    clocksEventReasons: gpu.utilizationPercent > 0 ? [] : ['gpuIdle'],
    temperatureC: gpu.temperatureC,
    powerDrawW: gpu.powerW,
    powerLimitW: board.powerLimitW,
    fabric: expectFabric(nvidia, major),
    recoveryAction: major >= 570 ? 'None' : null,
    persistenceMode: 'enabled',
    computeMode: 'Default',
    processes: gpu.processes.map(({ pid, type, name, usedMib, gpuInstanceId, computeInstanceId }) => ({
      pid,
      type,
      name,
      usedMib,
      gpuInstanceId,
      computeInstanceId,
    })),
  }
}

function expectIdentity(gpu: GpuLayout, fn: PciFunction) {
  return {
    busId: gpu.address,
    uuid: gpu.uuid,
    serial: gpu.serial,
    productName: gpu.board.productName,
    brand: gpu.board.brand,
    vbiosVersion: gpu.vbiosVersion,
    gpuPartNumber: gpu.board.gpuPartNumber,
    pciVendorId: fn.vendorId,
    pciDeviceId: fn.deviceId,
    pciSubsystemVendorId: fn.subsystem?.vendorId ?? null,
    pciSubsystemDeviceId: fn.subsystem?.deviceId ?? null,
  }
}

function expectLink(host: HostLayout, gpu: GpuLayout, fn: PciFunction, major: number) {
  const deviceGen = generationOf(fn.link?.maxGts ?? 0)
  const hostGen = generationOf(findFunction(host.pci, fn.parent).link?.maxGts ?? 0)
  return {
    currentGen: gpu.utilizationPercent > 0 ? generationOf(fn.link?.currentGts ?? 0) : 1,
    maxGen: Math.min(deviceGen, hostGen),
    deviceMaxGen: major >= 525 ? deviceGen : null,
    hostMaxGen: major >= 525 ? hostGen : null,
    currentWidth: fn.link?.currentWidth,
    maxWidth: fn.link?.maxWidth,
  }
}

function expectMigDevices({ mig }: GpuLayout) {
  const devices = (mig ?? []).flatMap((gpuInstance) =>
    gpuInstance.computeInstances.map((computeInstance) => ({ gpuInstance, computeInstance })),
  )
  return devices.map(({ gpuInstance, computeInstance }, index) => ({
    index,
    gpuInstanceId: gpuInstance.id,
    computeInstanceId: computeInstance.id,
    multiprocessors: computeInstance.profile.multiprocessors,
    memory: { totalMib: gpuInstance.profile.memoryMib },
  }))
}

/** Boards of Pascal's time tell sums and device memory only. */
function expectEcc({ board }: GpuLayout, counts: EccLayout | undefined) {
  if (!counts) return { corrected: null, uncorrected: null }
  const isOld = board.architecture === 'Pascal'
  return {
    corrected: counts.sramCorrected + counts.dramCorrected,
    uncorrected: counts.sramUncorrected + counts.dramUncorrected,
    sramCorrected: isOld ? null : counts.sramCorrected,
    sramUncorrected: isOld ? null : counts.sramUncorrected,
    dramCorrected: counts.dramCorrected,
    dramUncorrected: counts.dramUncorrected,
  }
}

function expectFabric({ fabric }: NvidiaLayout, major: number) {
  const isTold = fabric !== null && major >= 525
  const isTellingClique = fabric !== null && major >= 570
  return {
    state: isTold ? 'Completed' : null,
    status: isTold ? 'Success' : null,
    cliqueId: isTellingClique ? String(fabric.cliqueId) : null,
    clusterUuid: isTellingClique ? fabric.clusterUuid : null,
  }
}

export function expectQuery(host: HostLayout, nvidia: NvidiaLayout) {
  return {
    driverVersion: nvidia.driverVersion,
    gpus: nvidia.gpus.map((gpu, index) => ({
      index,
      busId: gpu.address,
      uuid: gpu.uuid,
      serial: gpu.serial,
      productName: gpu.board.productName,
      computeCapability: gpu.board.computeCapability,
      memory: { totalMib: gpu.board.memoryMib, usedMib: gpu.usedMib },
      link: { currentWidth: findFunction(host.pci, gpu.address).link?.currentWidth },
      temperatureC: gpu.temperatureC,
      powerDrawW: gpu.powerW,
      powerLimitW: gpu.board.powerLimitW,
    })),
  }
}

export function expectList({ gpus }: NvidiaLayout) {
  return {
    gpus: gpus.map((gpu, index) => ({
      index,
      productName: gpu.board.productName,
      uuid: gpu.uuid,
      migDevices: (gpu.mig ?? [])
        .flatMap(({ computeInstances }) => computeInstances)
        .map(({ profile, uuid }, device) => ({ index: device, profileName: profile.name, uuid })),
    })),
  }
}

export function expectTopo(host: HostLayout, nvidia: NvidiaLayout) {
  const major = majorOf(nvidia)
  const rdma = host.nics.filter(({ rdmaName }) => rdmaName !== null)
  const cpus = listNodeCpus(host)
  const all = formatCpuList(cpus.flat().toSorted((a, b) => a - b))
  const addresses = [...nvidia.gpus, ...rdma].map(({ address }) => address)
  return {
    devices: [
      ...nvidia.gpus.map(({ address, memoryNode }, index) => {
        const node = findFunction(host.pci, address).numaNode
        const place = host.nodes.findIndex(({ id }) => id === node)
        return {
          label: `GPU${index}`,
          kind: 'gpu',
          cpuAffinity: place < 0 ? all : formatCpuList(cpus[place] ?? []),
          numaAffinity: node < 0 ? null : [node],
          gpuNumaId: major >= 535 ? memoryNode : null,
        }
      }),
      ...rdma.map(({ rdmaName }) => ({ kind: 'nic', name: rdmaName })),
    ],
    links: addresses.map((a, row) =>
      addresses.map((b, column) => {
        if (row === column) return 'X'
        const links = nvidia.nvlinks[row]?.[column] ?? 0
        return links > 0 ? `NV${links}` : expectPath(host.pci, a, b)
      }),
    ),
  }
}

/** By counting the switches on the way: one is PIX, more are PXB; none is a host bridge or worse. */
function expectPath(pci: PciFunction[], a: string, b: string): string {
  const [first, second] = [listSwitches(pci, a), listSwitches(pci, b)]
  if (first.some((address) => second.includes(address))) {
    const onlyOneEach = first[0] === second[0]
    return onlyOneEach ? 'PIX' : 'PXB'
  }
  if (rootOf(pci, a) === rootOf(pci, b)) return 'PHB'
  return findFunction(pci, a).numaNode === findFunction(pci, b).numaNode ? 'NODE' : 'SYS'
}

/** Upstream ports above a device, the nearest first. */
function listSwitches(pci: PciFunction[], address: string): string[] {
  const above = pci.find((fn) => fn.address === findFunction(pci, address).parent)
  if (!above) return []
  return [...(above.link?.port === 'upstream' ? [above.address] : []), ...listSwitches(pci, above.address)]
}

function rootOf(pci: PciFunction[], address: string): string {
  const { parent } = findFunction(pci, address)
  return parent.startsWith('pci') ? parent : rootOf(pci, parent)
}

export function expectP2p({ gpus, p2pReads }: NvidiaLayout) {
  return {
    labels: gpus.map((_, index) => `GPU${index}`),
    statuses: gpus.map((_row, row) =>
      gpus.map((_cell, column) => (row === column ? 'X' : p2pReads[row]?.[column])),
    ),
  }
}

export function expectVgpus({ gpus }: NvidiaLayout) {
  return {
    gpus: gpus.map(({ address, vgpus }) => ({
      busId: address,
      activeVgpuCount: vgpus.length,
      vgpus: vgpus.map((vgpu) => ({
        vgpuId: String(vgpu.vgpuId),
        vmUuid: vgpu.vmUuid,
        vmName: vgpu.vmName,
        typeName: vgpu.typeName,
        typeId: String(vgpu.typeId),
        mdevUuid: vgpu.mdevUuid,
        guestDriverVersion: vgpu.guestDriverVersion,
        licenseStatus: vgpu.licenseStatus,
        framebufferTotalMib: vgpu.framebufferMib,
        framebufferUsedMib: vgpu.usedMib,
        gpuUtilisationPercent: vgpu.utilizationPercent,
      })),
    })),
  }
}

export function expectProcDriver(host: HostLayout, nvidia: NvidiaLayout) {
  return {
    moduleVersion: nvidia.driverVersion,
    flavour: nvidia.moduleFlavour,
    architecture: host.cpu.architecture,
    gpus: nvidia.gpus.map((gpu, index) => ({
      address: gpu.address,
      model: gpu.board.productName,
      uuid: gpu.uuid,
      minorNumber: index,
      gpuFirmware: nvidia.driverVersion,
      isExcluded: false,
    })),
  }
}
