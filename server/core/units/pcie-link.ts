/** Transfer rate per lane in GT/s → PCIe generation. */
const GENERATION_OF_GTS = new Map([
  [2.5, 1],
  [5, 2],
  [8, 3],
  [16, 4],
  [32, 5],
  [64, 6],
  [128, 7],
])

const LINK_WIDTHS = new Set([1, 2, 4, 8, 12, 16, 32])

/** GT/s per lane from `16.0 GT/s PCIe`, `16GT/s` or `8 GT/s`; null for `Unknown`, `unknown` and nonsense. */
export function parseLinkSpeedGts(text: string): number | null {
  const match = /^(\d{1,3}(?:\.\d)?)\s*GT\/s(?:\s+PCIe)?$/.exec(text.trim())
  const gts = match ? Number(match[1]) : Number.NaN
  return GENERATION_OF_GTS.has(gts) ? gts : null
}

/** The PCIe generation (1–7) of a rate in GT/s, or null for a rate PCIe does not have. */
export function getLinkGeneration(gts: number | null): number | null {
  return gts === null ? null : (GENERATION_OF_GTS.get(gts) ?? null)
}

/**
 * Lanes from `x16`, `16x` or `16`. Widths PCIe does not have are null: 0 is "no link", and 63 and 255 are what
 * sysfs prints for a device that has fallen off the bus.
 */
export function parseLinkWidth(text: string): number | null {
  const match = /^(?:x(\d{1,2})|(\d{1,2})x?)$/.exec(text.trim())
  const lanes = match ? Number(match[1] ?? match[2]) : Number.NaN
  return LINK_WIDTHS.has(lanes) ? lanes : null
}
