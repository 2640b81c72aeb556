import type { PciAddress } from '@/server/core/units/pci-address'

/** What /proc/driver/nvidia said. */
export interface ProcDriverNvidiaFacts {
  /** The kernel module's, `570.133.20`. */
  moduleVersion: string | null
  /** The kernel module's build. */
  flavour: 'open' | 'proprietary' | null
  /** `x86_64`, `aarch64`. */
  architecture: string | null
  /** The compiler it was built with, `12.2.0`. */
  gccVersion: string | null
  /** Per GPU bound to the driver, from gpus/<address>/information, in the order printed. */
  gpus: ProcDriverGpu[]
}

export interface ProcDriverGpu {
  address: PciAddress
  model: string | null
  /** Null until the driver has initialised the GPU, which then prints question marks. */
  uuid: string | null
  vbiosVersion: string | null
  /** N of /dev/nvidiaN. */
  minorNumber: number | null
  irq: number | null
  /** The GSP firmware's version; null where the GPU runs without. */
  gpuFirmware: string | null
  isExcluded: boolean | null
}

/** Version and state of NVIDIA's fabric manager, from the tool itself, from systemd and from its configuration. */
export interface FabricManagerFacts {
  version: string | null
  /** systemd's words: `loaded`, `not-found`, `masked`. */
  loadState: string | null
  /** `active`, `inactive`, `failed`, … */
  activeState: string | null
  /** `running`, `dead`, `failed`, … */
  subState: string | null
  /** `enabled`, `disabled`, … */
  unitFileState: string | null
  /** FABRIC_MODE of its configuration: 0 bare metal or full passthrough, 1 shared NVSwitch, 2 vGPU. */
  fabricMode: number | null
}

/** Firmware of network adapters, from `ethtool -i` and from /sys/class/infiniband, in the order printed. */
export interface NicFirmwareFacts {
  nics: NicFirmware[]
}

export interface NicFirmware {
  /** A network interface as ethtool knows it, or an RDMA device; one adapter may be here as both. */
  kind: 'netdev' | 'rdma'
  /** `eth0`, `mlx5_0`; null for ethtool's output by itself. */
  name: string | null
  driver: string | null
  driverVersion: string | null
  /** `28.43.1014`; other makers' free text as printed. */
  firmwareVersion: string | null
  /** NVIDIA's PSID, `MT_0000000834`. */
  boardId: string | null
  /** `MT4129`. */
  hcaType: string | null
  address: PciAddress | null
}
