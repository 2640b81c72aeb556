import type { PciAddress } from '@/server/core/units/pci-address'

/** What a VM's own collector said: the software a guest brings, and whether its vGPU is licensed. */
export interface GuestAgentsFacts {
  driverVersion: string | null
  /** The newest CUDA the driver can run. */
  cudaDriverVersion: string | null
  /** /usr/local/cuda/version.json or version.txt. */
  cudaToolkitVersion: string | null
  nvccVersion: string | null
  containerToolkitVersion: string | null
  dcgmVersion: string | null
  qemuGuestAgentVersion: string | null
  /** systemd's LoadState of nvidia-gridd, the licence client: `not-found` where it is not installed. */
  griddLoadState: string | null
  /** Its ActiveState. */
  griddState: string | null
  /** Of each GPU that needs one, in nvidia-smi's order. */
  licenses: GuestLicense[]
}

export interface GuestLicense {
  /** The guest's own PCI address of it, which is virtual. */
  gpu: PciAddress | null
  /** `NVIDIA RTX Virtual Workstation`. */
  product: string | null
  /** `Licensed`, `Unlicensed`, `Unlicensed (Restricted)`, `Unlicensed (Unrestricted)`. */
  status: string | null
  /** As printed, `2026-1-1 0:0:0 GMT` or `Permanent`; null where it is not told. */
  expiry: string | null
}
