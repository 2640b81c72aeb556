import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What one `nvidia-smi vgpu -q` or the table of `nvidia-smi vgpu` said: the GPUs in vGPU mode and what runs on them. */
export interface VgpuFacts {
  /** Only the table names it. */
  driverVersion: string | null
  gpus: VgpuHostGpu[]
}

export interface VgpuHostGpu {
  /** NVML's index; only the table tells. */
  index: number | null
  busId: PciAddress | null
  /** Only the table tells; null where it cut the name. */
  productName: string | null
  /** What `-q` says is active; the table does not say. */
  activeVgpuCount: number | null
  /** Only the table tells. */
  gpuUtilisationPercent: number | null
  vgpus: ActiveVgpu[]
}

export interface ActiveVgpu {
  vgpuId: string | null
  /** Hypervisor's UUID of the VM: libvirt's under KVM. Null where the table cut it off. */
  vmUuid: string | null
  /** Where VMs have numbers (Xen, ESXi). Null where the table cut it off. */
  vmId: string | null
  vmName: string | null
  /** `NVIDIA A40-12Q`; null where the table cut it off. */
  typeName: string | null
  /** The number behind `nvidia-<number>`, and of a virtual function's vGPU types. */
  typeId: string | null
  vgpuUuid: string | null
  mdevUuid: string | null
  /** As the guest sees it, not a host address; null until its driver has loaded. */
  guestAddress: PciAddress | null
  guestDriverVersion: string | null
  /** As printed: `Licensed (Expiry: …)`, `Unlicensed (Unrestricted)`. */
  licenseStatus: string | null
  /** Set for a MIG-backed vGPU. */
  gpuInstanceId: number | null
  /** First slot of its framebuffer in a GPU of mixed sizes. */
  placementId: number | null
  framebufferTotalMib: Mib | null
  framebufferUsedMib: Mib | null
  /** Shares of the GPU's time as printed, percent; never told for a MIG-backed vGPU. */
  gpuUtilisationPercent: number | null
  memoryUtilisationPercent: number | null
  encoderUtilisationPercent: number | null
  decoderUtilisationPercent: number | null
  isEccEnabled: boolean | null
  accountingMode: string | null
  frameRateLimitFps: number | null
}
