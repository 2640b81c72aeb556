import type {
  HostFabric,
  HostKernel,
  HostNetworkAdapter,
  HostPciFunction,
} from '@/server/core/inventory/host-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { FactJudge } from './fact-judge'

export function composeKernel(parts: ToolParts, judge: FactJudge): HostKernel {
  const { kernels, uname } = parts
  const running = uname?.kernelRelease ?? kernels?.running ?? null
  const next = kernels?.nextBoot ?? null
  return {
    installed: judge.prefer('kernel.installed', [['kernels', kernels?.installed]]),
    pending: judge.prefer('kernel.pending', [['kernels', next !== running ? next : null]]),
    isRebootRequired: judge.prefer('kernel.isRebootRequired', [['kernels', kernels?.isRebootRequired]]),
    parameters: judge.prefer('kernel.parameters', [['proc-cmdline', parts['proc-cmdline']?.parameters]]),
  }
}

const FABRIC_MODELS = ['bareMetal', 'sharedNvswitch', 'vgpu'] as const

/** `FABRIC_MODE` 0 is bare metal or full passthrough, 1 shared NVSwitch, 2 vGPU (Fabric Manager User Guide). */
export function composeFabric(
  parts: ToolParts,
  functions: readonly HostPciFunction[] | null,
  judge: FactJudge,
): HostFabric {
  const manager = parts['fabric-manager']
  const mode = manager?.fabricMode ?? null
  return {
    model: judge.prefer('fabric.model', [['fabric-manager', mode === null ? null : FABRIC_MODELS[mode]]]),
    managerVersion: judge.prefer('fabric.managerVersion', [['fabric-manager', manager?.version]]),
    managerState: judge.prefer('fabric.managerState', [['fabric-manager', manager?.activeState]]),
    // libvirt and hwloc select, and show no bridge of that class.
    switchCount: parts['sysfs-pci'] || parts.lspci ? (functions?.filter(isNvswitch).length ?? null) : null,
  }
}

/** NVSwitches are NVIDIA's bridges of class 0680 ("other bridge"); its root ports are 0604, "PCI bridge". */
function isNvswitch({ vendorId, classCode, className, name }: HostPciFunction): boolean {
  if (vendorId !== null || classCode !== null) return vendorId === '10de' && classCode === '0680'
  return className === 'Bridge' && /^NVIDIA Corporation\b/.test(name ?? '')
}

export function composeNetworkAdapters(
  parts: ToolParts,
  functions: readonly HostPciFunction[] | null,
  judge: FactJudge,
): HostNetworkAdapter[] | null {
  const told = parts['nic-firmware']
  if (!told) return null
  return told.nics
    .map(({ kind, name, address, driver, driverVersion, firmwareVersion, boardId }) => {
      const label = name ?? address ?? kind
      const numaNode = functions?.find((one) => one.address === address)?.numaNode ?? null
      const adapter = {
        label,
        kind,
        address,
        driver,
        driverVersion,
        firmwareVersion,
        boardId,
        numaNode,
      }
      return judge.prefer(`networkAdapters[${label}]`, [['nic-firmware', adapter]]) ?? adapter
    })
    .toSorted((a, b) => (a.label < b.label ? -1 : 1))
}
