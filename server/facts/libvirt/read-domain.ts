import type { LibvirtDomain } from '@/server/core/inventory/tools/libvirt-facts'
import type { ElementReader } from './element-reader'
import { readCpuTuning, readNumatune } from './read-cpu-tuning'
import { readMdevHostdevs, readPciHostdevs } from './read-hostdevs'
import { readNovaInstance } from './read-nova-instance'

const AGENT_CHANNEL = 'org.qemu.guest_agent.0'

/**
 * One domain. Neither passwords (`graphics@passwd`) nor QEMU's own arguments are read: what is not asked for here
 * never becomes a fact.
 */
export function readDomain(domain: ElementReader): LibvirtDomain {
  return {
    name: domain.text('name'),
    uuid: domain.uuid('uuid'),
    id: domain.count('@id'),
    type: domain.text('@type'),
    title: domain.text('title'),
    nova: readNovaInstance(domain),
    osinfoId: domain.text('metadata/libosinfo:libosinfo/libosinfo:os@id'),
    ...readMemory(domain),
    ...readCpuTuning(domain),
    numatune: readNumatune(domain),
    ...readGuestCpu(domain),
    ...readBoot(domain),
    emulator: domain.text('devices/emulator'),
    launchSecurity: domain.text('launchSecurity@type'),
    guestAgentChannel: readAgentChannel(domain),
    videoModels: domain
      .enterEach('devices/video')
      .flatMap((video) => video.raw('model@type')?.trim() || [])
      .map((model) => model.slice(0, 64)),
    hasQemuArguments: domain.node.children.some(
      ({ name, children }) => /(?:^|:)(?:commandline|override)$/.test(name) && children.length > 0,
    ),
    hostdevPci: readPciHostdevs(domain),
    hostdevMdev: readMdevHostdevs(domain),
  }
}

type MemoryField = 'memoryMib' | 'currentMemoryMib' | 'maxMemoryMib' | 'hugepages' | 'isMemoryLocked'

function readMemory(domain: ElementReader): Pick<LibvirtDomain, MemoryField> {
  const hugepages = domain.enter('memoryBacking/hugepages')
  const pages = hugepages?.enterEach('page').map((page) => ({
    sizeKib: page.kib('@size', '@unit'),
    nodeset: page.cpus('@nodeset'),
  }))
  return {
    memoryMib: domain.mib('memory'),
    currentMemoryMib: domain.mib('currentMemory'),
    maxMemoryMib: domain.mib('maxMemory'),
    // `<hugepages/>` alone asks for pages of the host's default size.
    hugepages: pages ? (pages.length > 0 ? pages : [{ sizeKib: null, nodeset: null }]) : null,
    isMemoryLocked: domain.enter('memoryBacking/locked') ? true : null,
  }
}

type GuestCpuField = 'cpuMode' | 'cpuModel' | 'cpuTopology' | 'numaCells'

function readGuestCpu(domain: ElementReader): Pick<LibvirtDomain, GuestCpuField> {
  const topology = domain.enter('cpu/topology')
  return {
    cpuMode: domain.text('cpu@mode'),
    cpuModel: domain.text('cpu/model'),
    cpuTopology: topology && {
      sockets: topology.count('@sockets'),
      dies: topology.count('@dies'),
      clusters: topology.count('@clusters'),
      cores: topology.count('@cores'),
      threads: topology.count('@threads'),
    },
    numaCells: domain.enterEach('cpu/numa/cell').map((cell) => ({
      id: cell.count('@id'),
      cpus: cell.cpus('@cpus'),
      memoryMib: cell.mib('@memory', '@unit'),
    })),
  }
}

type BootField = 'architecture' | 'machine' | 'firmware' | 'loader' | 'hasSecureBoot'

function readBoot(domain: ElementReader): Pick<LibvirtDomain, BootField> {
  const secureBoot = domain
    .enterEach('os/firmware/feature')
    .find((feature) => feature.raw('@name') === 'secure-boot')
  return {
    architecture: domain.text('os/type@arch'),
    machine: domain.text('os/type@machine'),
    firmware: domain.text('os@firmware'),
    loader: domain.text('os/loader'),
    hasSecureBoot: secureBoot ? secureBoot.flag('@enabled') : domain.flag('os/loader@secure'),
  }
}

function readAgentChannel(domain: ElementReader): LibvirtDomain['guestAgentChannel'] {
  const channel = domain
    .enterEach('devices/channel')
    .find((one) => one.raw('target@name')?.trim() === AGENT_CHANNEL)
  if (!channel) return null
  const state = channel.raw('target@state')
  return state === 'connected' || state === 'disconnected' ? state : 'unknown'
}
