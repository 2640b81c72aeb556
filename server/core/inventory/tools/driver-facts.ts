import type { PciAddress } from '@/server/core/units/pci-address'

/** What /proc/driver/nvidia said. */
export interface ProcDriverNvidiaFacts {
  /** `570.133.20`. */
  moduleVersion: string | null
  /** The kernel module's build: `open` or `proprietary`. */
  flavour: 'open' | 'proprietary' | null
  gccVersion: string | null
  /** Per GPU, from gpus/<address>/information. */
  gpus: {
    address: PciAddress
    model: string | null
    uuid: string | null
    vbiosVersion: string | null
    minorNumber: number | null
    irq: number | null
    gpuFirmware: string | null
    isExcluded: boolean | null
  }[]
}

/** Version and state of NVIDIA's fabric manager, from the tool itself and from systemd. */
export interface FabricManagerFacts {
  version: string | null
  /** systemd's words: `active`, `inactive`, `failed`, … */
  activeState: string | null
  subState: string | null
  /** FABRIC_MODE of its configuration: 0 bare metal or full passthrough, 1 shared NVSwitch, 2 vGPU. */
  fabricMode: number | null
}

/** Firmware of network adapters, from `ethtool -i` or sysfs. */
export interface NicFirmwareFacts {
  nics: {
    /** `eth0`, `mlx5_0`. */
    name: string
    driver: string | null
    driverVersion: string | null
    firmwareVersion: string | null
    address: PciAddress | null
  }[]
}
