/** What one `nvidia-smi -L` said: the only place where a MIG device's profile and UUID stand together. */
export interface NvidiaListFacts {
  gpus: ListedGpu[]
}

export interface ListedGpu {
  index: number
  productName: string | null
  /** Null where masked by zeros or malformed. */
  uuid: string | null
  /** Empty: none were listed below it. */
  migDevices: ListedMigDevice[]
}

export interface ListedMigDevice {
  /** The device index within its GPU, which the XML uses too. */
  index: number
  /** `4g.20gb`, `1c.3g.40gb`. */
  profileName: string | null
  uuid: string | null
}
