import { type FactRow, type FactTraces, SectionRows } from '@/components/hosts/fact-rows'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export type FactGroup = {
  readonly id: string
  readonly title: string
  /** Which of two columns of about one height it stands in. */
  readonly column: 'left' | 'right'
  readonly rows: readonly FactRow[]
}

export type FactGroupsArgs = {
  readonly slug: string
  readonly facts: HostFacts
  readonly tools: readonly HostToolDto[]
  readonly traces: FactTraces
}

const byDmi: readonly ToolId[] = ['dmi', 'dmidecode', 'lstopo', 'virsh-capabilities']
const bySmi: readonly ToolId[] = ['nvidia-smi-q-x', 'nvidia-smi-q', 'nvidia-smi']

/** The facts of the host itself, grouped, each with who told it and how old that is. */
export function buildFactGroups({ slug, facts, tools, traces }: FactGroupsArgs): FactGroup[] {
  const rows = new SectionRows({ slug, facts, tools, traces })
  return [
    { id: 'system', title: 'System', column: 'left', rows: listSystem(facts, rows) },
    { id: 'cpu', title: 'CPU', column: 'right', rows: listCpu(facts, rows) },
    { id: 'kernel', title: 'Kernel', column: 'right', rows: listKernel(facts, rows) },
    { id: 'driver', title: 'GPU driver', column: 'left', rows: listDriver(facts, rows) },
    { id: 'fabric', title: 'NVLink fabric', column: 'right', rows: listFabric(facts, rows) },
  ]
}

function listSystem({ system, machineKind }: HostFacts, rows: SectionRows): FactRow[] {
  const row = rows.of('system')
  const dmi = (key: keyof HostFacts['system'], label: string) => {
    const value = system[key]
    return row(key, label, typeof value === 'string' ? value : null, { tellers: byDmi })
  }
  const ofOs = { tellers: ['os-release'] as const }
  const ofUname = { tellers: ['uname', 'lstopo'] as const }
  return [
    rows.of('machineKind')('machineKind', 'Machine', describeMachine(machineKind), { path: 'machineKind' }),
    row('hostname', 'Host name', system.hostname, ofUname),
    row('os', 'Operating system', system.os.prettyName ?? system.os.id, {
      ...ofOs,
      path: system.os.prettyName === null ? 'system.os.id' : 'system.os.prettyName',
    }),
    row('osVersion', 'OS version', system.os.versionId, { ...ofOs, path: 'system.os.versionId' }),
    row('kernelRelease', 'Kernel', system.kernelRelease, ofUname),
    row('architecture', 'Architecture', system.architecture, ofUname),
    dmi('vendor', 'Vendor'),
    dmi('productName', 'Product'),
    dmi('family', 'Family'),
    dmi('boardName', 'Board'),
    dmi('serial', 'Serial number'),
    dmi('productUuid', 'Product UUID'),
    dmi('chassisAssetTag', 'Asset tag'),
    dmi('biosVersion', 'BIOS version'),
    dmi('biosDate', 'BIOS date'),
  ]
}

function listCpu({ cpu, machineKind }: HostFacts, rows: SectionRows): FactRow[] {
  const row = rows.of('cpu')
  return [
    row('modelName', 'Model', cpu.modelName),
    row('vendor', 'Vendor', cpu.vendor),
    row('sockets', 'Sockets', cpu.sockets),
    row('coresPerSocket', 'Cores per socket', cpu.coresPerSocket),
    row('threadsPerCore', 'Threads per core', cpu.threadsPerCore),
    row('cpus', 'Hardware threads', cpu.cpus),
    row('onlineCpus', 'On line', cpu.onlineCpus),
    // A machine that is no guest has no hypervisor to name: that is an answer.
    ...(machineKind === 'physical' ? [] : [row('hypervisorVendor', 'Hypervisor', cpu.hypervisorVendor)]),
  ]
}

function listKernel({ kernel }: HostFacts, rows: SectionRows): FactRow[] {
  const row = rows.of('kernel')
  const ofKernels = { tellers: ['kernels'] as const }
  return [
    row('installed', 'Installed', kernel.installed === null ? null : listWords(kernel.installed), ofKernels),
    row('isRebootRequired', 'Reboot required', sayYes(kernel.isRebootRequired), ofKernels),
    {
      ...row('pending', 'After a reboot', kernel.pending, ofKernels),
      ...(kernel.installed === null ? {} : { unknownReason: 'Not told, or the kernel that runs now.' }),
    },
    {
      ...row(
        'parameters',
        'Parameters',
        kernel.parameters === null ? null : listWords(kernel.parameters.map(writeParameter)),
        { tellers: ['proc-cmdline'], path: 'kernel.parameters' },
      ),
      isWhole: true,
    },
  ]
}

function listDriver({ driver }: HostFacts, rows: SectionRows): FactRow[] {
  const row = rows.of('driver')
  return [
    row('flavour', 'Kind', flavourWords[driver.flavour]),
    ...(driver.flavour === 'none' || driver.flavour === 'vfioOnly'
      ? []
      : [
          row('version', 'Version', driver.version, { tellers: bySmi }),
          row('cudaVersion', 'CUDA', driver.cudaVersion, { tellers: bySmi }),
          row('moduleFlavour', 'Kernel module', driver.moduleFlavour, { tellers: ['proc-driver-nvidia'] }),
        ]),
  ]
}

function listFabric({ fabric }: HostFacts, rows: SectionRows): FactRow[] {
  const row = rows.of('fabric')
  const ofManager = { tellers: ['fabric-manager'] as const }
  const switches = row('switchCount', 'NVSwitches', fabric.switchCount, { tellers: ['sysfs-pci', 'lspci'] })
  // Without a switch there is no fabric to manage: three unknowns would only worry.
  if (fabric.switchCount === 0 && fabric.model === null && fabric.managerVersion === null) return [switches]
  return [
    switches,
    row('model', 'Model', fabric.model === null ? null : fabricWords[fabric.model], ofManager),
    row('managerVersion', 'Fabric manager', fabric.managerVersion, ofManager),
    row('managerState', 'Its service', fabric.managerState, ofManager),
  ]
}

function listWords(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ')
}

function writeParameter({ name, value }: { name: string; value: string | null }): string {
  return value === null ? name : `${name}=${value}`
}

function sayYes(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no'
}

function describeMachine(kind: HostFacts['machineKind']): string | null {
  if (kind === 'unknown') return null
  return kind === 'guest' ? 'Guest of a hypervisor' : 'Physical'
}

const fabricWords: Readonly<Record<NonNullable<HostFacts['fabric']['model']>, string>> = {
  bareMetal: 'Bare metal',
  sharedNvswitch: 'Shared NVSwitch',
  vgpu: 'vGPU',
}

const flavourWords: Readonly<Record<HostFacts['driver']['flavour'], string | null>> = {
  datacenter: 'NVIDIA data centre driver',
  vgpuManager: 'NVIDIA vGPU manager',
  vfioOnly: 'None: every GPU is bound to vfio-pci',
  none: 'None',
  unknown: null,
}
