import type {
  LibvirtCpuTopology,
  LibvirtDomain,
  LibvirtDomainsFacts,
  LibvirtGuestinfo,
  LibvirtGuestinfoFacts,
  LibvirtHostdevMdev,
  LibvirtHostdevPci,
  LibvirtListFacts,
  LibvirtNovaInstance,
  LibvirtNumatune,
  LibvirtPinsFacts,
  LibvirtScheduler,
  QemuProcessesFacts,
} from '@/server/core/inventory/tools/libvirt-facts'
import { cpuList, flag, listOf, mib, objectOf, oneOf, orNull, pciAddress, text, whole } from './exact-schema'

export const domainListSchema = objectOf<LibvirtListFacts>({
  domains: listOf(
    objectOf({
      id: orNull(whole),
      name: orNull(text),
      state: orNull(text),
      uuid: orNull(text),
      title: orNull(text),
    }),
  ),
})

const novaInstance = objectOf<LibvirtNovaInstance>({
  name: orNull(text),
  flavor: orNull(text),
  extraSpecs: listOf(objectOf({ name: text, value: orNull(text) })),
  userId: orNull(text),
  userName: orNull(text),
  projectId: orNull(text),
  projectName: orNull(text),
  creationTime: orNull(text),
})

const scheduler = objectOf<LibvirtScheduler>({
  threads: oneOf(['vcpu', 'iothread', 'emulator']),
  ids: orNull(cpuList),
  policy: orNull(text),
  priority: orNull(whole),
})

const numatune = objectOf<LibvirtNumatune>({
  mode: orNull(text),
  nodeset: orNull(cpuList),
  placement: orNull(text),
  memnodes: listOf(objectOf({ cell: orNull(whole), mode: orNull(text), nodeset: orNull(cpuList) })),
})

const cpuTopology = objectOf<LibvirtCpuTopology>({
  sockets: orNull(whole),
  dies: orNull(whole),
  clusters: orNull(whole),
  cores: orNull(whole),
  threads: orNull(whole),
})

const hostdevPci = objectOf<LibvirtHostdevPci>({
  source: orNull(pciAddress),
  guest: orNull(pciAddress),
  driver: orNull(text),
  isManaged: orNull(flag),
  isInterface: flag,
})

const hostdevMdev = objectOf<LibvirtHostdevMdev>({
  uuid: orNull(text),
  guest: orNull(pciAddress),
  model: orNull(text),
})

const domain = objectOf<LibvirtDomain>({
  name: orNull(text),
  uuid: orNull(text),
  id: orNull(whole),
  type: orNull(text),
  title: orNull(text),
  nova: orNull(novaInstance),
  osinfoId: orNull(text),
  memoryMib: orNull(mib),
  currentMemoryMib: orNull(mib),
  maxMemoryMib: orNull(mib),
  hugepages: orNull(listOf(objectOf({ sizeKib: orNull(whole), nodeset: orNull(cpuList) }))),
  isMemoryLocked: orNull(flag),
  vcpus: orNull(whole),
  vcpusCurrent: orNull(whole),
  vcpuPlacement: orNull(text),
  cpuset: orNull(cpuList),
  cpuShares: orNull(whole),
  cpuPeriodUs: orNull(whole),
  cpuQuotaUs: orNull(whole),
  vcpuPins: listOf(objectOf({ vcpu: whole, cpus: cpuList })),
  emulatorPin: orNull(cpuList),
  iothreads: orNull(whole),
  iothreadPins: listOf(objectOf({ iothread: whole, cpus: cpuList })),
  schedulers: listOf(scheduler),
  numatune: orNull(numatune),
  cpuMode: orNull(text),
  cpuModel: orNull(text),
  cpuTopology: orNull(cpuTopology),
  numaCells: listOf(objectOf({ id: orNull(whole), cpus: orNull(cpuList), memoryMib: orNull(mib) })),
  architecture: orNull(text),
  machine: orNull(text),
  firmware: orNull(text),
  loader: orNull(text),
  hasSecureBoot: orNull(flag),
  emulator: orNull(text),
  launchSecurity: orNull(text),
  guestAgentChannel: orNull(oneOf(['connected', 'disconnected', 'unknown'])),
  videoModels: listOf(text),
  hasQemuArguments: flag,
  hostdevPci: listOf(hostdevPci),
  hostdevMdev: listOf(hostdevMdev),
})

export const domainsSchema = objectOf<LibvirtDomainsFacts>({ domains: listOf(domain) })

export const pinsSchema = objectOf<LibvirtPinsFacts>({
  domains: listOf(
    objectOf({
      domain: orNull(text),
      pins: orNull(listOf(objectOf({ subject: text, cpus: orNull(cpuList) }))),
    }),
  ),
})

export const guestinfoSchema = objectOf<LibvirtGuestinfoFacts>({
  domains: listOf(
    objectOf<LibvirtGuestinfo>({
      domain: orNull(text),
      hasAgent: orNull(flag),
      osId: orNull(text),
      osName: orNull(text),
      osPrettyName: orNull(text),
      osVersion: orNull(text),
      osVersionId: orNull(text),
      kernelRelease: orNull(text),
      kernelVersion: orNull(text),
      architecture: orNull(text),
      hostname: orNull(text),
    }),
  ),
})

export const qemuProcessesSchema = objectOf<QemuProcessesFacts>({
  processes: listOf(
    objectOf({
      pid: whole,
      domain: orNull(text),
      domainUuid: orNull(text),
      lockedMib: orNull(mib),
      pinnedMib: orNull(mib),
      residentMib: orNull(mib),
      hugetlbMib: orNull(mib),
      swappedMib: orNull(mib),
      cpusAllowed: orNull(cpuList),
      memsAllowed: orNull(cpuList),
      threads: orNull(whole),
    }),
  ),
})
