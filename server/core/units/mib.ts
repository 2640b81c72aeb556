/** A whole or fractional number of mebibytes (1024² bytes). The brand keeps MB, KiB and bytes from slipping in. */
export type Mib = number & { readonly __unit: 'MiB' }

/** Names a number as mebibytes. The caller vouches for the unit. */
export function asMib(value: number): Mib {
  return value as Mib
}

/** Kibibytes (as /proc and sysfs print them under the name "kB") to whole mebibytes, rounded down. */
export function convertKibToMib(kib: number): Mib {
  return asMib(Math.floor(kib / 1024))
}
