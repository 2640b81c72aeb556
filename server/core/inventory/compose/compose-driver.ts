import type { HostDriver } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { Claim, FactJudge } from './fact-judge'
import { listSmiForms } from './smi-forms'

/** The NVIDIA driver of the host as a whole: the flavours exclude each other. */
export function composeDriver(parts: ToolParts, gpus: HostGpu[] | null, judge: FactJudge): HostDriver {
  const forms = listSmiForms(parts)
  const shown = forms.find(({ facts }) => facts.gpus.length > 0)
  const procfs = parts['proc-driver-nvidia']
  const tell = (read: (facts: NvidiaSmiFacts) => string | null) =>
    forms.map(({ tool, facts }): Claim<string> => [tool, read(facts)])
  return {
    flavour: shown ? judgeByModes(shown.facts) : judgeByBinding(parts, gpus),
    // A module of another version than the library is a broken upgrade, and a contradiction worth seeing.
    version: judge.pick('driver.version', [
      ...tell((facts) => facts.driverVersion),
      ['proc-driver-nvidia', procfs?.moduleVersion],
    ]),
    cudaVersion: judge.pick(
      'driver.cudaVersion',
      tell((facts) => facts.cudaVersion),
    ),
    moduleFlavour: judge.prefer('driver.moduleFlavour', [['proc-driver-nvidia', procfs?.flavour]]),
  }
}

/** The vGPU manager shows itself in the host's vGPU mode; a guest of a vGPU runs neither flavour. */
function judgeByModes({ gpus }: NvidiaSmiFacts): HostDriver['flavour'] {
  if (gpus.some((gpu) => gpu.hostVgpuMode !== null || gpu.virtualizationMode?.startsWith('Host '))) {
    return 'vgpuManager'
  }
  return gpus.some((gpu) => gpu.virtualizationMode === 'VGPU') ? 'unknown' : 'datacenter'
}

/** Without GPUs in nvidia-smi, what holds them. lspci without -v shows no drivers at all and settles nothing. */
function judgeByBinding(parts: ToolParts, gpus: HostGpu[] | null): HostDriver['flavour'] {
  if (gpus === null || (!parts['sysfs-pci'] && !parts.lspci)) return 'unknown'
  const drivers = gpus.filter((gpu) => gpu.vendor === 'nvidia').map((gpu) => gpu.kernelDriver)
  if (drivers.length === 0) return 'none'
  if (drivers.every((driver) => driver === 'vfio-pci')) return 'vfioOnly'
  return parts['sysfs-pci'] && drivers.every((driver) => driver === null) ? 'none' : 'unknown'
}
