import { formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { HostLayout, KernelEventLayout, StallLayout } from '@/emulator/host-layout'
import { findFunction } from '@/emulator/pci-tree'
import {
  expectDomains,
  expectEmulatorpins,
  expectGuestinfo,
  expectIothreads,
  expectNodedev,
  expectQemuProcesses,
  expectSysfsMdev,
  expectVcpupins,
} from './expected-guests'
import {
  expectComputeInstances,
  expectGpuInstances,
  expectMigPlacements,
  expectMigProfiles,
} from './expected-mig'
import {
  expectList,
  expectP2p,
  expectProcDriver,
  expectQuery,
  expectReport,
  expectTopo,
  expectVgpus,
} from './expected-nvidia'
import {
  expectCapabilities,
  expectHwloc,
  expectInterrupts,
  expectLscpu,
  expectLspci,
  expectNumactl,
  expectSysfsNode,
  expectSysfsPci,
} from './expected-system'

type Expect = (host: HostLayout) => object

/** Of hosts on which the NVIDIA driver runs. */
const byNvidia =
  (expectFacts: (host: HostLayout, nvidia: NonNullable<HostLayout['nvidia']>) => object): Expect =>
  (host) => {
    if (!host.nvidia) throw new Error('the tool was not there to be asked')
    return expectFacts(host, host.nvidia)
  }

/** The facts that the layout comes to, tool by tool: what each of them can tell of it. */
export const EXPECTED_FACTS: Record<string, Expect> = {
  'nvidia-smi-q-x': byNvidia(expectReport),
  // As text a GPU without instances shows no list of them, and an empty list cannot be told from none.
  'nvidia-smi-q': byNvidia((host, nvidia) => {
    const report = expectReport(host, nvidia)
    const gpus = report.gpus.map((gpu) => ({
      ...gpu,
      migDevices: gpu.migDevices.length > 0 ? gpu.migDevices : null,
    }))
    return { ...report, gpus }
  }),
  'nvidia-smi-query-gpu': byNvidia(expectQuery),
  'nvidia-smi-l': byNvidia((_, nvidia) => expectList(nvidia)),
  'nvidia-smi-topo-m': byNvidia(expectTopo),
  'nvidia-smi-topo-p2p': byNvidia((_, nvidia) => expectP2p(nvidia)),
  'nvidia-smi-mig-lgip': byNvidia((_, nvidia) => expectMigProfiles(nvidia)),
  'nvidia-smi-mig-lgipp': byNvidia((_, nvidia) => expectMigPlacements(nvidia)),
  'nvidia-smi-mig-lgi': byNvidia((_, nvidia) => expectGpuInstances(nvidia)),
  'nvidia-smi-mig-lci': byNvidia((_, nvidia) => expectComputeInstances(nvidia)),
  'nvidia-smi-vgpu-q': byNvidia((_, nvidia) => expectVgpus(nvidia)),
  'proc-driver-nvidia': byNvidia(expectProcDriver),
  'fabric-manager': byNvidia((_, { fabricManager }) => ({
    version: fabricManager?.version,
    activeState: fabricManager?.activeState,
    subState: fabricManager?.subState,
    fabricMode: fabricManager?.mode,
  })),
  'nic-firmware': expectNicFirmware,
  lspci: expectLspci,
  lstopo: expectHwloc,
  lscpu: expectLscpu,
  numactl: expectNumactl,
  'sysfs-pci': expectSysfsPci,
  'sysfs-node': expectSysfsNode,
  'sysfs-mdev': expectSysfsMdev,
  'os-release': ({ os }) => ({ id: os.id, versionId: os.versionId, prettyName: os.prettyName }),
  uname: ({ hostname, kernel, cpu }) => ({
    hostname,
    kernelRelease: kernel.release,
    kernelVersion: kernel.version,
    machine: cpu.architecture,
  }),
  dmi: expectDmi,
  dmidecode: expectDmi,
  'proc-cmdline': ({ kernel }) => ({ parameters: kernel.parameters }),
  kernels: ({ kernel }) => ({
    running: kernel.release,
    installed: kernel.installed,
    nextBoot: kernel.next,
    isRebootRequired: kernel.isRebootRequired,
  }),
  'kernel-log': ({ kernel }) => ({ events: kernel.log.map(expectEvent) }),
  'proc-interrupts': expectInterrupts,
  'irq-affinity': ({ irqs }) => ({
    irqs: irqs.map(({ irq, affinity, effectiveCpu, node }) => ({
      irq,
      affinity: formatCpuList(affinity),
      effectiveAffinity: String(effectiveCpu),
      numaNode: node,
    })),
  }),
  'proc-softirqs': expectSoftirqs,
  'proc-pressure': ({ load }) => ({
    resources: load.pressure.map(({ resource, some, full }) => ({
      resource,
      some: expectStall(some),
      full: expectStall(full),
    })),
  }),
  'virsh-capabilities': expectCapabilities,
  'virsh-nodedev': expectNodedev,
  'virsh-list': ({ domains }) => ({
    domains: (domains ?? [])
      .toSorted((a, b) => Number(a.running === null) - Number(b.running === null) || compareListed(a, b))
      .map(({ name, running }) => ({
        name,
        id: running?.id ?? null,
        state: running ? 'running' : 'shut off',
      })),
  }),
  'virsh-domains': expectDomains,
  'virsh-vcpupin': expectVcpupins,
  'virsh-emulatorpin': expectEmulatorpins,
  'virsh-iothreadinfo': expectIothreads,
  'virsh-guestinfo': expectGuestinfo,
  'qemu-processes': expectQemuProcesses,
  'amd-smi': expectAmd,
  'rocm-smi': expectAmd,
  'xpu-smi-discovery': ({ intel }) => ({
    devices: intel?.gpus.map((gpu) => ({
      deviceId: gpu.deviceId,
      productName: gpu.productName,
      address: gpu.address,
      uuid: gpu.uuid,
      functionType: 'physical',
    })),
  }),
  'guest-agents': ({ guest }) => ({
    driverVersion: guest?.driverVersion,
    cudaDriverVersion: guest?.cudaDriverVersion,
    cudaToolkitVersion: guest?.cudaToolkitVersion,
    containerToolkitVersion: guest?.containerToolkitVersion,
    dcgmVersion: guest?.dcgmVersion,
    qemuGuestAgentVersion: guest?.qemuGuestAgentVersion,
    griddState: guest?.griddState,
    licenses: guest?.licenses,
  }),
}

type Domain = NonNullable<HostLayout['domains']>[number]

function compareListed(a: Domain, b: Domain): number {
  if (a.running && b.running) return a.running.id - b.running.id
  return a.name < b.name ? -1 : 1
}

function expectDmi({ machine }: HostLayout) {
  return {
    productUuid: machine.productUuid,
    productName: machine.product,
    productFamily: machine.family,
    systemVendor: machine.vendor,
    productSerial: machine.serial,
    boardName: machine.board,
    biosVersion: machine.biosVersion,
    biosDate: machine.biosDate,
    chassisAssetTag: null,
  }
}

function expectEvent(event: KernelEventLayout) {
  const common = { kind: event.kind, address: event.address, stamp: event.seconds.toFixed(6) }
  if (event.kind === 'xid')
    return { ...common, number: event.number, pid: event.pid, processName: event.process }
  if (event.kind === 'sxid') return { ...common, number: event.number }
  if (event.kind === 'aer') return { ...common, severity: event.severity }
  return { ...common, message: `vfio-pci ${event.address}: ${event.text}` }
}

function expectStall(stall: StallLayout | null) {
  return (
    stall && {
      avg10Percent: stall.avg10 / 100,
      avg60Percent: stall.avg60 / 100,
      avg300Percent: stall.avg300 / 100,
      totalMicroseconds: stall.totalMicroseconds,
    }
  )
}

function expectSoftirqs(host: HostLayout) {
  const cpus = listCpus(host)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
  return {
    cpus,
    softirqs: host.load.softirqs.map(({ name, perCpu }) => ({
      name,
      total: cpus.reduce((sum, cpu) => sum + perCpu + cpu, 0),
    })),
  }
}

function expectNicFirmware({ nics }: HostLayout) {
  return {
    nics: [
      ...nics.map(({ name, driver, driverVersion, address }) => ({
        kind: 'netdev',
        name,
        driver,
        driverVersion,
        address,
      })),
      ...nics.flatMap(({ rdmaName, boardId, firmwareVersion }) =>
        rdmaName === null
          ? []
          : [{ kind: 'rdma', name: rdmaName, boardId, firmwareVersion: firmwareVersion.split(' ')[0] }],
      ),
    ],
  }
}

function expectAmd({ amd, pci }: HostLayout) {
  return {
    driverVersion: amd?.driverVersion,
    devices: amd?.gpus.map((gpu) => ({
      address: gpu.address,
      serial: gpu.serial,
      deviceId: gpu.deviceId,
      subsystemId: gpu.subsystemId,
      productName: gpu.productName,
      gfxVersion: gpu.gfxVersion,
      numaNode: gpu.numaNode,
      computePartition: gpu.computePartition,
      memoryPartition: gpu.memoryPartition,
      isPartition: false,
      vramTotalMib: gpu.vramTotalMib,
      vramUsedMib: gpu.vramUsedMib,
      linkCurrentGts: findFunction(pci, gpu.address).link?.currentGts,
      linkCurrentWidth: findFunction(pci, gpu.address).link?.currentWidth,
      replayCounter: gpu.replayCount,
      powerLimitW: gpu.powerLimitW,
      powerDrawW: gpu.powerDrawW,
      temperatureC: gpu.temperatureC,
      temperatureHotspotC: gpu.temperatureHotspotC,
      utilisationPercent: gpu.utilizationPercent,
    })),
  }
}

interface Arranged {
  interrupts?: { id: string }[]
  numaNodes?: { osIndex: number }[]
  pciDevices?: { address: string; osDevices: { kind: string | null }[] }[]
}

/** Facts in the order of the layout, without those that it does not tell of. */
export function arrangeFacts(tool: string, facts: object): object {
  const { interrupts = [], numaNodes = [], pciDevices = [] } = facts as Arranged
  if (tool === 'proc-interrupts')
    return { ...facts, devices: interrupts.filter(({ id }) => /^\d+$/.test(id)) }
  if (tool !== 'lstopo') return facts
  const isNetwork = (kind: string | null) => kind === 'network' || kind === 'openfabrics'
  return {
    ...facts,
    numaNodes: numaNodes.toSorted((a, b) => a.osIndex - b.osIndex),
    pciDevices: pciDevices
      .toSorted((a, b) => (a.address < b.address ? -1 : 1))
      .map((device) => ({ ...device, osDevices: device.osDevices.filter(({ kind }) => isNetwork(kind)) })),
  }
}
