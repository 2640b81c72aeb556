/** What one page in Prometheus' exposition format said. Values are readings. */
export interface ExpositionFacts {
  /** Whose page it is, by its families: dcgm-exporter, node_exporter, … Null: another's. */
  exporter: string | null
  families: ExpositionFamily[]
}

export interface ExpositionFamily {
  name: string
  kind: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'
  help: string | null
  samples: ExpositionSample[]
}

export interface ExpositionSample {
  /** Full name of the sample: a histogram's `_bucket`, `_sum`, `_count` belong to one family. */
  name: string
  labels: Record<string, string>
  /** NaN and the infinities are kept as words, because JSON has no numbers for them. */
  value: number | 'NaN' | '+Inf' | '-Inf'
  timestampMs: number | null
}
