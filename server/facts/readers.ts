import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { amdSmiReader, rocmSmiReader } from './amd/readers'
import { dmidecodeReader, dmiReader } from './dmi/readers'
import { fabricManagerReader, nicFirmwareReader } from './firmware/readers'
import { guestAgentsReader } from './guest/readers'
import {
  intelGpuTopReader,
  xpuDiscoveryCsvReader,
  xpuDiscoveryReader,
  xpuDiscoveryTableReader,
  xpuStatsReader,
  xpuTopologyReader,
  xpuVgpuReader,
} from './intel/readers'
import { cmdlineReader, kernelLogReader, kernelsReader } from './kernel/readers'
import {
  virshCapabilitiesReader,
  virshDomainsReader,
  virshEmulatorpinReader,
  virshGuestinfoReader,
  virshIothreadinfoReader,
  virshListReader,
  virshNodedevListReader,
  virshNodedevReader,
  virshVcpupinReader,
} from './libvirt/readers'
import { lscpuReader, lscpuTextReader } from './lscpu/readers'
import { lspciReader } from './lspci/readers'
import { lstopoReader } from './lstopo/readers'
import {
  mdevctlListJsonReader,
  mdevctlListReader,
  mdevctlTypesJsonReader,
  mdevctlTypesReader,
  sysfsMdevReader,
} from './mdev/readers'
import {
  computeInstancesReader,
  gpuInstancesReader,
  migPlacementsReader,
  migProfilesReader,
} from './mig/readers'
import { numactlReader } from './numactl/readers'
import {
  nvidiaSmiListReader,
  nvidiaSmiQueryReader,
  nvidiaSmiTableReader,
  nvidiaSmiTextReader,
  nvidiaSmiXmlReader,
} from './nvidia-smi/readers'
import { osReleaseReader } from './os-release/readers'
import {
  interruptsReader,
  irqAffinityReader,
  pressureReader,
  procDriverNvidiaReader,
  qemuProcessesReader,
  softirqsReader,
} from './proc/readers'
import { expositionReader } from './prometheus/readers'
import { sysfsNodeReader } from './sysfs-node/readers'
import { sysfsPciReader } from './sysfs-pci/readers'
import type { ToolReader } from './tool-reader'
import { p2pReader, topoReader } from './topo/readers'
import { unameReader } from './uname/readers'
import { vgpuQueryReader, vgpuTableReader } from './vgpu/readers'

type AnyReader = { [K in ToolId]: ToolReader<K> }[ToolId]

/** Every reader, the surest signs first: a text is the first one's whose sign it bears. A tool has one per form. */
export const READERS: readonly AnyReader[] = [
  nvidiaSmiXmlReader,
  lstopoReader,
  virshCapabilitiesReader,
  virshNodedevReader,
  virshDomainsReader,
  sysfsMdevReader,
  sysfsPciReader,
  sysfsNodeReader,
  dmiReader,
  dmidecodeReader,
  lscpuReader,
  lscpuTextReader,
  amdSmiReader,
  rocmSmiReader,
  xpuDiscoveryReader,
  xpuDiscoveryTableReader,
  xpuDiscoveryCsvReader,
  xpuTopologyReader,
  intelGpuTopReader,
  procDriverNvidiaReader,
  irqAffinityReader,
  qemuProcessesReader,
  guestAgentsReader,
  numactlReader,
  p2pReader,
  topoReader,
  vgpuQueryReader,
  nvidiaSmiTextReader,
  vgpuTableReader,
  nvidiaSmiQueryReader,
  nvidiaSmiTableReader,
  nvidiaSmiListReader,
  migProfilesReader,
  migPlacementsReader,
  gpuInstancesReader,
  computeInstancesReader,
  fabricManagerReader,
  nicFirmwareReader,
  mdevctlTypesReader,
  mdevctlTypesJsonReader,
  mdevctlListReader,
  mdevctlListJsonReader,
  kernelsReader,
  interruptsReader,
  softirqsReader,
  pressureReader,
  virshNodedevListReader,
  virshListReader,
  virshVcpupinReader,
  virshEmulatorpinReader,
  virshIothreadinfoReader,
  virshGuestinfoReader,
  xpuStatsReader,
  xpuVgpuReader,
  expositionReader,
  kernelLogReader,
  lspciReader,
  unameReader,
  osReleaseReader,
  cmdlineReader,
]

/** Signs stand near the top; a long part is not searched whole. */
const HEAD_CHARACTERS = 64 * 1024

/** The reader of the tool that wrote a text, by what it says; null: nobody's. */
export function findReader(text: string): AnyReader | null {
  return findSigned(READERS, text)
}

/** The reader for a text that is known to be this tool's: the form it has, else the tool's first. */
export function getReader(tool: ToolId, text: string): AnyReader {
  const readers = READERS.filter((reader) => reader.tool === tool)
  const reader = findSigned(readers, text) ?? readers[0]
  if (!reader) throw new Error(`no reader for ${tool}`)
  return reader
}

function findSigned(readers: readonly AnyReader[], text: string): AnyReader | null {
  const head = text.slice(0, HEAD_CHARACTERS)
  return readers.find(({ signs }) => signs.some((sign) => sign.test(head))) ?? null
}
