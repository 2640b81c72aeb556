/** GPUs of AMD as rocm-smi and amd-smi list them. */
export interface AmdLayout {
  driverVersion: string
  /** In the tools' own order, which need not be that of the bus. */
  gpus: AmdGpuLayout[]
}

export interface AmdGpuLayout {
  address: string
  uniqueId: string
  uuid: string
  serial: string
  deviceId: string
  subsystemId: string
  revision: string
  productName: string
  sku: string
  gfxVersion: string
  vbiosVersion: string
  numaNode: number
  computePartition: 'SPX' | 'DPX' | 'CPX' | null
  memoryPartition: 'NPS1' | 'NPS4' | null
  vramTotalMib: number
  vramUsedMib: number
  memoryVendor: string
  powerLimitW: number
  powerDrawW: number
  temperatureC: number
  temperatureHotspotC: number
  temperatureMemoryC: number
  utilizationPercent: number
  replayCount: number
}

/** GPUs of Intel as xpu-smi lists them. */
export interface IntelLayout {
  gpus: {
    deviceId: number
    address: string
    productName: string
    pciDeviceId: string
    uuid: string
    isVirtual: boolean
  }[]
}
