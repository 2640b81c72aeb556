import type { HostCpu, HostFacts, HostPciFunction, HostSystem } from '@/server/core/inventory/host-facts'
import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { Claim, FactJudge } from './fact-judge'

export function composeSystem(parts: ToolParts, judge: FactJudge): HostSystem {
  const { uname, dmi, lscpu, 'os-release': os } = parts
  return {
    hostname: uname?.hostname ?? null,
    os: {
      id: os?.id ?? null,
      versionId: os?.versionId ?? null,
      prettyName: os?.prettyName ?? os?.name ?? null,
    },
    kernelRelease: uname?.kernelRelease ?? null,
    kernelVersion: uname?.kernelVersion ?? null,
    architecture: judge.pick('system.architecture', [
      { tool: 'uname', value: uname?.machine },
      { tool: 'lscpu', value: lscpu?.architecture },
    ]),
    productUuid: dmi?.productUuid ?? null,
    productName: dmi?.productName ?? null,
    vendor: dmi?.systemVendor ?? null,
    serial: dmi?.productSerial ?? null,
    boardName: dmi?.boardName ?? null,
    biosVersion: dmi?.biosVersion ?? null,
    biosDate: dmi?.biosDate ?? null,
    chassisAssetTag: dmi?.chassisAssetTag ?? null,
  }
}

export function composeCpu({ lscpu }: ToolParts): HostCpu {
  return {
    vendor: lscpu?.vendor ?? null,
    modelName: lscpu?.modelName ?? null,
    sockets: lscpu?.sockets ?? null,
    coresPerSocket: lscpu?.coresPerSocket ?? null,
    threadsPerCore: lscpu?.threadsPerCore ?? null,
    cpus: lscpu?.cpus ?? null,
    onlineCpus: lscpu?.onlineCpus ?? null,
    hypervisorVendor: lscpu?.hypervisorVendor ?? null,
    virtualizationType: lscpu?.virtualizationType ?? null,
  }
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
  const claims: Claim<MachineKind>[] = [
    { tool: 'lscpu', value: judgeByCpu(parts) },
    { tool: 'dmi', value: parts.dmi && judgeByDmi(parts.dmi) },
    { tool: 'nvidia-smi-q-x', value: judgeByDriver(parts) },
    { tool: parts['sysfs-pci'] ? 'sysfs-pci' : 'lspci', value: judgeByPci(functions) },
  ]
  const guestFirst = claims.toSorted((a, b) => Number(b.value === 'guest') - Number(a.value === 'guest'))
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
  /\b(?:KVM|QEMU|VMware|VirtualBox|Virtual Machine|HVM domU|OpenStack|RHEV|oVirt|AHV|Bochs|Parallels|Google Compute Engine|Alibaba Cloud ECS|Standard PC)\b/i

function judgeByDmi(dmi: DmiFacts): MachineKind | null {
  const { systemVendor, productName } = dmi
  if (systemVendor === null && productName === null) return null
  // Amazon sells both: its bare metal says so in the product's name.
  if (systemVendor === 'Amazon EC2') return productName?.includes('.metal') ? 'physical' : 'guest'
  if (VIRTUAL_PRODUCT.test(`${systemVendor ?? ''} ${productName ?? ''}`)) return 'guest'
  return systemVendor === 'Xen' ? 'guest' : 'physical'
}

/** The driver knows whether its GPU was handed through to a guest. */
function judgeByDriver(parts: ToolParts): MachineKind | null {
  const modes = (parts['nvidia-smi-q-x']?.gpus ?? []).map((gpu) => gpu.virtualizationMode)
  if (modes.some((mode) => mode === 'Pass-Through' || mode === 'VGPU')) return 'guest'
  return modes.some((mode) => mode === 'Host VGPU' || mode === 'Host VSGA') ? 'physical' : null
}

/** QEMU's bridges and display, VMware, Xen, Hyper-V. Not virtio (1af4): DPUs offer it to physical hosts. */
const HYPERVISOR_VENDORS = new Set(['1b36', '1234', '15ad', '5853', '1414'])

function judgeByPci(functions: HostPciFunction[] | null): MachineKind | null {
  return functions?.some((fn) => HYPERVISOR_VENDORS.has(fn.vendorId ?? '')) ? 'guest' : null
}
