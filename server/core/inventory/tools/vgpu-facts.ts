import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What one `nvidia-smi vgpu -q` (text or XML) or the table of `nvidia-smi vgpu` said: the vGPUs that run now. */
export interface VgpuFacts {
  driverVersion: string | null
  gpus: VgpuHostGpu[]
}

export interface VgpuHostGpu {
  busId: PciAddress | null
  productName: string | null
  /** What the file claims is active; null when not told. */
  activeVgpuCount: number | null
  vgpus: ActiveVgpu[]
}

export interface ActiveVgpu {
  vgpuId: string | null
  /** Hypervisor's id of the VM: libvirt's UUID under KVM. Null where the table cut it off. */
  vmUuid: string | null
  vmName: string | null
  /** `NVIDIA A40-12Q`; null where the table cut it off. */
  typeName: string | null
  mdevUuid: string | null
  /** The virtual function, under SR-IOV. */
  address: PciAddress | null
  guestDriverVersion: string | null
  /** As printed: `Licensed (Expiry: …)`, `Unlicensed (Unrestricted)`. */
  licenseStatus: string | null
  framebufferTotalMib: Mib | null
  framebufferUsedMib: Mib | null
  /** Fraction of the GPU's time as printed, percent. */
  gpuUtilisationPercent: number | null
  isEccEnabled: boolean | null
  accountingMode: string | null
}
