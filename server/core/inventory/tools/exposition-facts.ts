import type { PciAddress } from '@/server/core/units/pci-address'

/** What one page in Prometheus' exposition format said. Values are readings. */
export interface ExpositionFacts {
  /** Whose page it is, by the first family that only one exporter has: dcgm-exporter, … Null: another's. */
  exporter: string | null
  families: ExpositionFamily[]
  /** GPUs that the labels name, in the order met; null where the page is not dcgm-exporter's. */
  gpus: ExpositionGpu[] | null
}

export interface ExpositionFamily {
  name: string
  /** Null: no TYPE line before the first sample. */
  kind: ExpositionKind | null
  help: string | null
  samples: ExpositionSample[]
}

export type ExpositionKind =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'summary'
  | 'untyped'
  | 'info'
  | 'stateset'
  | 'gaugehistogram'

export interface ExpositionSample {
  /** Full name of the sample: a histogram's `_bucket`, `_sum`, `_count` belong to one family. */
  name: string
  labels: Record<string, string>
  /**
   * A double as printed: beyond 2^53 it is as near as doubles come. NaN and the infinities are kept as words, because
   * JSON has no numbers for them. Null: unreadable, or one of the numbers by which DCGM says "not told".
   */
  value: number | 'NaN' | '+Inf' | '-Inf' | null
  timestampMs: number | null
}

/** One GPU as dcgm-exporter's labels name it. */
export interface ExpositionGpu {
  /** DCGM's number of the GPU: no identity. */
  index: number | null
  uuid: string
  /** `nvidia0`. */
  device: string | null
  address: PciAddress | null
  modelName: string | null
  driverVersion: string | null
  hostname: string | null
  migInstances: { gpuInstanceId: number; profile: string | null }[]
}
