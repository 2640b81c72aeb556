import type { HostCpu, HostFacts, HostPciFunction, HostSystem } from '@/server/core/inventory/host-facts'
import type { HwlocFacts } from '@/server/core/inventory/tools/hwloc-facts'
import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { Claim, FactJudge } from './fact-judge'
import { listSmiForms } from './smi-forms'

export function composeSystem(parts: ToolParts, judge: FactJudge): HostSystem {
  const { uname, dmi, dmidecode, lscpu, lstopo, 'os-release': os } = parts
  const capabilities = parts['virsh-capabilities']
  const say = <T extends string>(fact: string, ...claims: Claim<T>[]) => judge.pick(`system.${fact}`, claims)
  const byDmi = (fact: string, field: keyof DmiFacts, ...more: Claim<string>[]) =>
    say(fact, ['dmi', dmi?.[field]], ['dmidecode', dmidecode?.[field]], ...more)
  return {
    hostname: say('hostname', ['uname', uname?.hostname], ['lstopo', lstopo?.hostname]),
    os: {
      id: say('os.id', ['os-release', os?.id]),
      versionId: say('os.versionId', ['os-release', os?.versionId]),
      prettyName: say('os.prettyName', ['os-release', os?.prettyName ?? os?.name]),
    },
    kernelRelease: say(
      'kernelRelease',
      ['uname', uname?.kernelRelease],
      ['kernels', parts.kernels?.running],
      ['lstopo', lstopo?.kernelRelease],
    ),
    kernelVersion: say('kernelVersion', ['uname', uname?.kernelVersion]),
    architecture: say(
      'architecture',
      ['uname', uname?.machine],
      ['lscpu', lscpu?.architecture],
      ['lstopo', lstopo?.architecture],
      ['virsh-capabilities', capabilities?.architecture],
    ),
    // libvirt may be told another UUID in its own configuration: not a contradiction.
    productUuid:
      byDmi('productUuid', 'productUuid') ??
      judge.prefer('system.productUuid', [['virsh-capabilities', capabilities?.hostUuid]]),
    productName: byDmi('productName', 'productName', ['lstopo', lstopo?.productName]),
    vendor: byDmi('vendor', 'systemVendor', ['lstopo', lstopo?.productVendor]),
    serial: byDmi('serial', 'productSerial'),
    family: byDmi('family', 'productFamily'),
    boardName: byDmi('boardName', 'boardName'),
    biosVersion: byDmi('biosVersion', 'biosVersion'),
    biosDate: byDmi('biosDate', 'biosDate'),
    chassisAssetTag: byDmi('chassisAssetTag', 'chassisAssetTag'),
  }
}

export function composeCpu(parts: ToolParts, judge: FactJudge): HostCpu {
  const { lscpu, lstopo } = parts
  const capabilities = parts['virsh-capabilities']
  const say = <T extends string | number>(fact: string, ...claims: Claim<T>[]) =>
    judge.pick(`cpu.${fact}`, claims)
  const sockets: Claim<number>[] = [
    ['lscpu', lscpu?.sockets],
    ['lstopo', lstopo?.packages],
  ]
  return {
    // libvirt and hwloc word vendor and model in their own way.
    vendor: judge.prefer('cpu.vendor', [
      ['lscpu', lscpu?.vendor],
      ['virsh-capabilities', capabilities?.cpuVendor],
    ]),
    modelName: judge.prefer('cpu.modelName', [
      ['lscpu', lscpu?.modelName],
      ['lstopo', lstopo?.cpuModel],
    ]),
    // libvirt counts sockets per NUMA node, so it is no witness for them.
    // hwloc counts those its caller may use only, and says when there are others.
    sockets: seesAllCpus(lstopo) ? judge.pick('cpu.sockets', sockets) : judge.prefer('cpu.sockets', sockets),
    coresPerSocket: say('coresPerSocket', ['lscpu', lscpu?.coresPerSocket]),
    // libvirt says one thread per core wherever the nodes are not all alike (Grace, CXL).
    threadsPerCore: judge.prefer('cpu.threadsPerCore', [
      ['lscpu', lscpu?.threadsPerCore],
      ['virsh-capabilities', capabilities?.threadsPerCore],
    ]),
    // hwloc counts those on line and allowed only.
    cpus: judge.prefer('cpu.cpus', [
      ['lscpu', lscpu?.cpus],
      ['lstopo', lstopo?.pus],
    ]),
    onlineCpus: say('onlineCpus', ['lscpu', lscpu?.onlineCpus]),
    hypervisorVendor: say('hypervisorVendor', ['lscpu', lscpu?.hypervisorVendor]),
    virtualizationType: say('virtualizationType', ['lscpu', lscpu?.virtualizationType]),
  }
}

/** False where some are off line, or a cgroup keeps them from lstopo's caller. */
export function seesAllCpus(lstopo: HwlocFacts | undefined): boolean {
  return !lstopo?.unusableCpus
}

type MachineKind = HostFacts['machineKind']

/**
 * A guest where any tool shows a hypervisor above it: its GPUs must never be added to the inventory, so one sign is
 * enough; tools that hold it for physical are recorded as a contradiction. Without any sign: unknown.
 */
export function composeMachineKind(
  parts: ToolParts,
  functions: HostPciFunction[] | null,
  judge: FactJudge,
): MachineKind {
  const dmi = parts.dmi ?? parts.dmidecode
  const claims: Claim<MachineKind>[] = [
    ['lscpu', judgeByCpu(parts)],
    [parts.dmi ? 'dmi' : 'dmidecode', dmi && judgeByDmi(dmi)],
    ...listSmiForms(parts).map(({ tool, facts }): Claim<MachineKind> => [tool, judgeByDriver(facts)]),
    [parts['sysfs-pci'] ? 'sysfs-pci' : parts.lspci ? 'lspci' : 'lstopo', judgeByPci(functions)],
  ]
  const guestFirst = claims.toSorted(([, a], [, b]) => Number(b === 'guest') - Number(a === 'guest'))
  return judge.pick('machineKind', guestFirst) ?? 'unknown'
}

/** x86 guests see CPUID's hypervisor bit; on Arm its absence says nothing. Xen shows itself to its own dom0 too. */
function judgeByCpu({ lscpu }: ToolParts): MachineKind | null {
  if (!lscpu || lscpu.hypervisorVendor === 'Xen') return null
  if (lscpu.hypervisorVendor !== null) return 'guest'
  if (/^(?:full|para)$/.test(lscpu.virtualizationType ?? '')) return 'guest'
  return lscpu.architecture === 'x86_64' ? 'physical' : null
}

const VIRTUAL_PRODUCT =
  /\b(?:KVM|QEMU|KubeVirt|VMware|VirtualBox|Virtual Machine|HVM domU|OpenStack|OpenNebula|RHEV|oVirt|AHV|Bochs|BHYVE|Parallels|Cloud Hypervisor|Google Compute Engine|Alibaba Cloud ECS|Tencent Cloud|DigitalOcean|Droplet|vServer|Standard PC)\b/i

function judgeByDmi(dmi: DmiFacts): MachineKind | null {
  const { systemVendor, productName } = dmi
  if (systemVendor === null && productName === null) return null
  // Amazon sells both: its bare metal says so in the product's name.
  if (systemVendor === 'Amazon EC2') return productName?.includes('.metal') ? 'physical' : 'guest'
  if (VIRTUAL_PRODUCT.test(`${systemVendor ?? ''} ${productName ?? ''}`)) return 'guest'
  return systemVendor === 'Xen' ? 'guest' : 'physical'
}

/** The driver knows whether its GPU was handed through to a guest. */
function judgeByDriver({ gpus }: NvidiaSmiFacts): MachineKind | null {
  const modes = gpus.map((gpu) => gpu.virtualizationMode)
  if (modes.some((mode) => mode === 'Pass-Through' || mode === 'VGPU')) return 'guest'
  return modes.some((mode) => mode === 'Host VGPU' || mode === 'Host VSGA') ? 'physical' : null
}

/** QEMU's bridges and display, VMware, Xen, Hyper-V. Not virtio (1af4): DPUs offer it to physical hosts. */
const HYPERVISOR_VENDORS = new Set(['1b36', '1234', '15ad', '5853', '1414'])

function judgeByPci(functions: HostPciFunction[] | null): MachineKind | null {
  return functions?.some((fn) => HYPERVISOR_VENDORS.has(fn.vendorId ?? '')) ? 'guest' : null
}
