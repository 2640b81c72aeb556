const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const brief = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** A count is exact; a measurement has three significant digits (`0.0412`, `78.3`, `212`, `1,240`). */
export function formatNumber(value: number, precision: 'exact' | 'measured'): string {
  if (precision === 'exact') return exact.format(value)
  // Above a thousand, three significant digits would invent zeros: whole numbers say it better.
  return Math.abs(value) >= 1000 ? exact.format(value) : brief.format(value)
}

/** Bytes in the largest binary unit that keeps the number at 1 or above: `[312, 'GiB']`. */
export function splitBytes(bytes: number): readonly [value: string, unit: string] {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < binaryUnits.length - 1) {
    value /= 1024
    unit += 1
  }
  return [formatNumber(value, 'measured'), binaryUnits[unit] ?? 'B']
}

export function formatBytes(bytes: number): string {
  return splitBytes(bytes).join(' ')
}
