import { formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { DomainLayout } from '@/emulator/guest-layout'
import type { HostLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'

const list = (numbers: number[]) => formatCpuList(numbers.toSorted((a, b) => a - b))

const listAll = (host: HostLayout) => list(listCpus(host).map(({ id }) => id))

export function listRunningDomains({ domains }: HostLayout): DomainLayout[] {
  return (domains ?? []).filter(({ running }) => running !== null)
}

export function expectDomains({ domains, cpu }: HostLayout) {
  return {
    domains: (domains ?? []).map((domain) => ({
      name: domain.name,
      uuid: domain.uuid,
      id: domain.running?.id ?? null,
      nova: domain.nova && {
        name: domain.nova.name,
        flavor: domain.nova.flavor,
        projectId: domain.nova.projectId,
        projectName: domain.nova.projectName,
      },
      memoryMib: domain.memoryMib,
      hugepages: domain.hugepages && [
        { sizeKib: domain.hugepages.sizeKib, nodeset: list(domain.hugepages.nodes) },
      ],
      isMemoryLocked: domain.isMemoryLocked ? true : null,
      vcpus: domain.vcpus,
      vcpuPins: domain.vcpuPins.map((cpus, vcpu) => ({ vcpu, cpus: list(cpus) })),
      emulatorPin: domain.emulatorPin && list(domain.emulatorPin),
      iothreadPins: domain.iothreadPins.map((cpus, index) => ({ iothread: index + 1, cpus: list(cpus) })),
      numatune: domain.numaNodes && { mode: 'strict', nodeset: list(domain.numaNodes) },
      cpuTopology: domain.cpuTopology,
      architecture: cpu.architecture,
      machine: domain.machine,
      loader: domain.loader,
      hostdevPci: domain.hostdevs.map(({ source, guest }) => ({ source, guest, isManaged: true })),
      hostdevMdev: domain.mdevs.map(({ uuid, guest }) => ({ uuid, guest, model: 'vfio-pci' })),
    })),
  }
}

export function expectVcpupins(host: HostLayout) {
  return {
    domains: listRunningDomains(host).map(({ name, vcpus, vcpuPins }) => ({
      domain: name,
      pins: Array.from({ length: vcpus }, (_, vcpu) => ({
        subject: String(vcpu),
        cpus: vcpuPins[vcpu] ? list(vcpuPins[vcpu]) : listAll(host),
      })),
    })),
  }
}

export function expectEmulatorpins(host: HostLayout) {
  return {
    domains: listRunningDomains(host).map(({ name, emulatorPin }) => ({
      domain: name,
      pins: [{ subject: '*', cpus: emulatorPin ? list(emulatorPin) : listAll(host) }],
    })),
  }
}

export function expectIothreads(host: HostLayout) {
  return {
    domains: listRunningDomains(host).map(({ name, iothreadPins }) => ({
      domain: name,
      pins: iothreadPins.map((cpus, index) => ({ subject: String(index + 1), cpus: list(cpus) })),
    })),
  }
}

export function expectGuestinfo(host: HostLayout) {
  return {
    domains: listRunningDomains(host).map(({ name, running }) => ({
      domain: name,
      hasAgent: running?.agent !== null,
      osId: running?.agent?.osId ?? null,
      kernelRelease: running?.agent?.kernelRelease ?? null,
      hostname: running?.agent?.hostname ?? null,
    })),
  }
}

export function expectQemuProcesses(host: HostLayout) {
  return {
    processes: listRunningDomains(host).map(({ name, uuid, running, numaNodes }) => ({
      pid: running?.pid,
      domain: name,
      domainUuid: uuid,
      lockedMib: Math.floor((running?.lockedKib ?? 0) / 1024),
      residentMib: Math.floor((running?.residentKib ?? 0) / 1024),
      memsAllowed: list(numaNodes ?? host.nodes.map(({ id }) => id)),
      threads: running?.threads,
    })),
  }
}

export function expectSysfsMdev({ mdev }: HostLayout) {
  return {
    parents: (mdev?.parents ?? []).map(({ address, types }) => ({
      address,
      types: types.map(({ typeId, name, availableInstances, framebufferMib, maxInstances }) => ({
        typeId,
        name,
        availableInstances,
        framebufferMib,
        maxInstances,
        deviceApi: 'vfio-pci',
      })),
    })),
    instances: (mdev?.instances ?? []).map(({ uuid, parent, typeId }) => ({
      uuid,
      parent,
      typeId,
      isActive: true,
    })),
    virtualFunctions: (mdev?.virtualFunctions ?? []).map(({ address, currentTypeId, creatable }) => ({
      address,
      currentTypeId: String(currentTypeId),
      creatable:
        creatable.length === 0
          ? null
          : creatable.map(({ typeId, name }) => ({ typeId: String(typeId), name })),
    })),
  }
}

export function expectNodedev(host: HostLayout) {
  const isGpu = ({ classCode, vendorId }: PciFunction) => /^(?:03|12)/.test(classCode) && vendorId !== '1a03'
  // What shares a slot with a GPU is asked about too: its audio function goes where it goes.
  const isBesideGpu = (fn: PciFunction) =>
    host.pci.some((other) => isGpu(other) && other.address.slice(0, -1) === fn.address.slice(0, -1))
  return {
    pci: host.pci
      .filter((fn) => isGpu(fn) || isBesideGpu(fn))
      .toSorted((a, b) => (a.address < b.address ? -1 : 1))
      .map((fn) => ({
        name: `pci_${fn.address.replaceAll(/[.:]/g, '_')}`,
        address: fn.address,
        classCode: fn.classCode,
        vendorId: fn.vendorId,
        deviceId: fn.deviceId,
        driver: fn.driver,
        numaNode: fn.numaNode < 0 ? null : fn.numaNode,
        iommuGroup: fn.iommuGroup,
        iommuGroupMembers: host.pci
          .filter(({ iommuGroup }) => iommuGroup === fn.iommuGroup)
          .map(({ address }) => address),
        parentAddress: fn.parent,
        physicalFunction: fn.physicalFunction,
        linkCapability: fn.link && { speedGts: fn.link.maxGts, width: fn.link.maxWidth },
        linkStatus: fn.link && { speedGts: fn.link.currentGts, width: fn.link.currentWidth },
      })),
    mdevs: (host.mdev?.instances ?? []).map(({ uuid, parent, typeId, iommuGroup }) => ({
      uuid,
      parent,
      typeId,
      iommuGroup,
    })),
  }
}
