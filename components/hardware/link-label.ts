/** One end of a PCIe link as a tool reported it; null is unknown. */
export type PcieLink = {
  readonly generation: number | null
  readonly width: number | null
  readonly maxGeneration: number | null
  readonly maxWidth: number | null
}

export type LinkLabel = {
  /** `Gen5 ×16`; a part that is unknown is `Gen?` or `×?`. */
  readonly now: string
  /** `Gen5 ×16` of the maximum where the present link is lower in a known part, else null. */
  readonly max: string | null
  readonly isKnown: boolean
}

/** Compares only known parts: an unknown maximum never makes a link look whole or degraded. */
export function describeLink({ generation, width, maxGeneration, maxWidth }: PcieLink): LinkLabel {
  const isLower =
    (generation !== null && maxGeneration !== null && generation < maxGeneration) ||
    (width !== null && maxWidth !== null && width < maxWidth)
  return {
    now: formatLink(generation, width),
    max: isLower ? formatLink(maxGeneration, maxWidth) : null,
    isKnown: generation !== null || width !== null,
  }
}

function formatLink(generation: number | null, width: number | null): string {
  return `Gen${generation ?? '?'} ×${width ?? '?'}`
}
