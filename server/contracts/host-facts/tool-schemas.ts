import type { ToolFacts, ToolId } from '@/server/core/inventory/tools/tool-facts'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { amdSchema } from './amd-schema'
import { lscpuSchema, numactlSchema, sysfsNodeSchema } from './cpu-schema'
import {
  fabricManagerSchema,
  guestAgentsSchema,
  nicFirmwareSchema,
  procDriverNvidiaSchema,
} from './driver-schema'
import { type Exact, oneOf, someOf } from './exact-schema'
import { expositionSchema } from './exposition-schema'
import { hwlocSchema } from './hwloc-schema'
import {
  intelGpuTopSchema,
  xpuDiscoverySchema,
  xpuStatsSchema,
  xpuTopologySchema,
  xpuVgpuSchema,
} from './intel-schema'
import { interruptsSchema, irqAffinitySchema, pressureSchema, softirqsSchema } from './irq-schema'
import {
  cmdlineSchema,
  dmiSchema,
  kernelLogSchema,
  kernelsSchema,
  osReleaseSchema,
  unameSchema,
} from './kernel-schema'
import { capabilitiesSchema, nodedevListSchema, nodedevSchema } from './libvirt-device-schema'
import {
  domainListSchema,
  domainsSchema,
  guestinfoSchema,
  pinsSchema,
  qemuProcessesSchema,
} from './libvirt-domain-schema'
import {
  computeInstancesSchema,
  gpuInstancesSchema,
  migPlacementsSchema,
  migProfilesSchema,
} from './mig-schema'
import { nvidiaSmiSchema } from './nvidia-smi-schema'
import { lspciSchema, sysfsPciSchema } from './pci-schema'
import { nvidiaListSchema, p2pSchema, topoSchema } from './topology-schema'
import { mdevListSchema, mdevTypesSchema, sysfsMdevSchema, vgpuSchema } from './vgpu-schema'

export const toolIdSchema = oneOf(TOOL_IDS)

/** What each tool's facts look like. */
export const TOOL_SCHEMAS: { readonly [K in ToolId]: Exact<ToolFacts[K]> } = {
  'nvidia-smi-q-x': nvidiaSmiSchema,
  'nvidia-smi-q': nvidiaSmiSchema,
  'nvidia-smi-query-gpu': nvidiaSmiSchema,
  'nvidia-smi': nvidiaSmiSchema,
  'nvidia-smi-l': nvidiaListSchema,
  'nvidia-smi-topo-m': topoSchema,
  'nvidia-smi-topo-p2p': p2pSchema,
  'nvidia-smi-mig-lgip': migProfilesSchema,
  'nvidia-smi-mig-lgipp': migPlacementsSchema,
  'nvidia-smi-mig-lgi': gpuInstancesSchema,
  'nvidia-smi-mig-lci': computeInstancesSchema,
  'nvidia-smi-vgpu-q': vgpuSchema,
  'nvidia-smi-vgpu': vgpuSchema,
  'proc-driver-nvidia': procDriverNvidiaSchema,
  'fabric-manager': fabricManagerSchema,
  'nic-firmware': nicFirmwareSchema,
  lspci: lspciSchema,
  'sysfs-pci': sysfsPciSchema,
  'sysfs-mdev': sysfsMdevSchema,
  'mdevctl-types': mdevTypesSchema,
  'mdevctl-list': mdevListSchema,
  lscpu: lscpuSchema,
  numactl: numactlSchema,
  'sysfs-node': sysfsNodeSchema,
  lstopo: hwlocSchema,
  'os-release': osReleaseSchema,
  uname: unameSchema,
  dmi: dmiSchema,
  dmidecode: dmiSchema,
  'proc-cmdline': cmdlineSchema,
  kernels: kernelsSchema,
  'kernel-log': kernelLogSchema,
  'proc-interrupts': interruptsSchema,
  'irq-affinity': irqAffinitySchema,
  'proc-softirqs': softirqsSchema,
  'proc-pressure': pressureSchema,
  'virsh-capabilities': capabilitiesSchema,
  'virsh-nodedev': nodedevSchema,
  'virsh-nodedev-list': nodedevListSchema,
  'virsh-list': domainListSchema,
  'virsh-domains': domainsSchema,
  'virsh-vcpupin': pinsSchema,
  'virsh-emulatorpin': pinsSchema,
  'virsh-iothreadinfo': pinsSchema,
  'virsh-guestinfo': guestinfoSchema,
  'qemu-processes': qemuProcessesSchema,
  'amd-smi': amdSchema,
  'rocm-smi': amdSchema,
  'xpu-smi-discovery': xpuDiscoverySchema,
  'xpu-smi-stats': xpuStatsSchema,
  'xpu-smi-vgpu': xpuVgpuSchema,
  'xpu-smi-topology': xpuTopologySchema,
  'intel-gpu-top': intelGpuTopSchema,
  'guest-agents': guestAgentsSchema,
  prometheus: expositionSchema,
}

/** A host's tools by id, those that were read. */
export const toolPartsSchema = someOf<ToolFacts>(TOOL_SCHEMAS)
