/** What a VM's own collector said: the software a guest brings, and whether its vGPU is licensed. */
export interface GuestAgentsFacts {
  driverVersion: string | null
  cudaDriverVersion: string | null
  /** `/usr/local/cuda` or `nvcc`. */
  cudaToolkitVersion: string | null
  containerToolkitVersion: string | null
  dcgmVersion: string | null
  qemuGuestAgentVersion: string | null
  /** systemd's word for nvidia-gridd. */
  griddState: string | null
  licenses: { gpu: string | null; product: string | null; status: string | null; expiry: string | null }[]
}
