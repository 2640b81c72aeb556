/** A real bundle of an 8-GPU host is about 1.5 MB raw; these are far above it and far below harm. */
export const BUNDLE_LIMITS = {
  /** As it comes over the wire. */
  wireBytes: 32 * 1024 * 1024,
  /** After gunzip: a zip bomb ends here, however small it arrived. */
  unpackedBytes: 96 * 1024 * 1024,
  fileBytes: 16 * 1024 * 1024,
  fileCount: 192,
} as const

/** A body that trickles holds a turn that others wait for; a whole bundle is a few hundred kilobytes. */
export const ARRIVAL_MS_MAX = 60_000

export type BundleLimits = { [K in keyof typeof BUNDLE_LIMITS]: number }
