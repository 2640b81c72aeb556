/** What /etc/os-release said. */
export interface OsReleaseFacts {
  id: string | null
  versionId: string | null
  name: string | null
  prettyName: string | null
  codename: string | null
}

/** What one `uname -a` said. */
export interface UnameFacts {
  kernelName: string | null
  hostname: string | null
  kernelRelease: string | null
  kernelVersion: string | null
  machine: string | null
}

/** What /sys/class/dmi/id or dmidecode said. Placeholders that makers leave in ("To Be Filled By O.E.M.") are null. */
export interface DmiFacts {
  /** Lower case. */
  productUuid: string | null
  productName: string | null
  systemVendor: string | null
  productSerial: string | null
  productVersion: string | null
  productSku: string | null
  productFamily: string | null
  boardVendor: string | null
  boardName: string | null
  boardSerial: string | null
  biosVendor: string | null
  biosVersion: string | null
  biosDate: string | null
  chassisVendor: string | null
  chassisSerial: string | null
  chassisAssetTag: string | null
}
