import type {
  ConfidentialComputing,
  EccCounts,
  FabricHealth,
  MemoryHealth,
  MemoryUse,
  NvidiaGpuFacts,
  NvidiaPlatform,
  RemappedRows,
  VgpuCapability,
} from '@/server/core/inventory/tools/nvidia-smi-facts'
import { flag, mib, objectOf, oneOf, orNull, text, whole } from './exact-schema'

/** Groups of facts that a GPU of nvidia-smi and a GPU of a host share. */

export const toggle = oneOf(['enabled', 'disabled'])
export const modes = objectOf({ current: orNull(toggle), pending: orNull(toggle) })

export const memoryUse = objectOf<MemoryUse>({
  totalMib: orNull(mib),
  reservedMib: orNull(mib),
  usedMib: orNull(mib),
  freeMib: orNull(mib),
})

const eccCounts = objectOf<EccCounts>({
  corrected: orNull(whole),
  uncorrected: orNull(whole),
  sramCorrected: orNull(whole),
  sramUncorrected: orNull(whole),
  dramCorrected: orNull(whole),
  dramUncorrected: orNull(whole),
})

export const ecc = objectOf<NvidiaGpuFacts['ecc']>({
  current: orNull(toggle),
  pending: orNull(toggle),
  volatile: eccCounts,
  aggregate: eccCounts,
})

export const retiredPages = objectOf<NvidiaGpuFacts['retiredPages']>({
  singleBit: orNull(whole),
  doubleBit: orNull(whole),
  pending: orNull(flag),
})

export const remappedRows = objectOf<RemappedRows>({
  correctable: orNull(whole),
  uncorrectable: orNull(whole),
  pending: orNull(flag),
  failure: orNull(flag),
})

export const memoryHealth = objectOf<MemoryHealth>({
  isSramThresholdExceeded: orNull(flag),
  isChannelRepairPending: orNull(flag),
  isTpcRepairPending: orNull(flag),
  hasUnrepairableMemory: orNull(flag),
  sramSources: objectOf({
    l2: orNull(whole),
    sm: orNull(whole),
    microcontroller: orNull(whole),
    pcie: orNull(whole),
    other: orNull(whole),
  }),
  inactiveRemappedRows: objectOf({ correctable: orNull(whole), uncorrectable: orNull(whole) }),
  remapAvailabilityBanks: objectOf({
    max: orNull(whole),
    high: orNull(whole),
    partial: orNull(whole),
    low: orNull(whole),
    none: orNull(whole),
  }),
})

export const resetStatus = objectOf<NvidiaGpuFacts['resetStatus']>({
  isResetRequired: orNull(flag),
  isDrainAndResetRecommended: orNull(flag),
})

export const fabric = objectOf<NvidiaGpuFacts['fabric']>({
  state: orNull(text),
  status: orNull(text),
  cliqueId: orNull(text),
  clusterUuid: orNull(text),
})

export const fabricHealth = objectOf<FabricHealth>({
  summary: orNull(text),
  bandwidth: orNull(text),
  routeRecoveryInProgress: orNull(text),
  routeUnhealthy: orNull(text),
  accessTimeoutRecovery: orNull(text),
  incorrectConfiguration: orNull(text),
  partitionAssigned: orNull(text),
})

export const platform = objectOf<NvidiaPlatform>({
  chassisSerial: orNull(text),
  slotNumber: orNull(text),
  trayIndex: orNull(text),
  hostId: orNull(text),
  peerType: orNull(text),
  gpuFabricGuid: orNull(text),
})

export const vgpuCapability = objectOf<VgpuCapability>({
  fractionalMultiVgpu: orNull(flag),
  heterogeneousTimeSliceProfiles: orNull(flag),
  heterogeneousTimeSliceSizes: orNull(flag),
  homogeneousPlacements: orNull(flag),
  migTimeSlicing: orNull(flag),
  migTimeSlicingMode: orNull(toggle),
})

export const vgpuLicense = objectOf<NvidiaGpuFacts['vgpuLicense']>({
  product: orNull(text),
  status: orNull(text),
})

export const confidentialComputing = objectOf<ConfidentialComputing>({
  protectedMemory: memoryUse,
  dramEncryption: modes,
})

export const accounting = objectOf<NvidiaGpuFacts['accounting']>({
  mode: orNull(toggle),
  bufferSize: orNull(whole),
})

export const inforom = objectOf<NvidiaGpuFacts['inforom']>({
  image: orNull(text),
  oem: orNull(text),
  ecc: orNull(text),
  power: orNull(text),
})
