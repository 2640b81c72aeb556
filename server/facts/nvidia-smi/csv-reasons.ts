import type { XmlNode } from '@/server/facts/text/xml-tree'
import { setPath } from './log-tree'

/** NVML's bits of `clocks_event_reasons.active`, from the lowest. */
const REASON_BITS = [
  'gpu_idle',
  'applications_clocks_setting',
  'sw_power_cap',
  'hw_slowdown',
  'sync_boost',
  'sw_thermal_slowdown',
  'hw_thermal_slowdown',
  'hw_power_brake_slowdown',
  'display_clocks_setting',
]

const REASON_COLUMN = /^clocks_(?:event|throttle)_reasons\.(\w+)$/

/** The reason, or `active` or `supported`, of a column about what holds the clocks down; null for other columns. */
export function findReason(column: string): string | null {
  return REASON_COLUMN.exec(column)?.[1] ?? null
}

/**
 * The cells about reasons of one row, as the XML's list: each reason has a column of its own, or one mask has them
 * all. The mask is asked only for reasons without a column. In the mask's order, whatever the order of the columns.
 */
export function setReasons(gpu: XmlNode, reasons: ReadonlyMap<string, string>, line: number): void {
  const digits = /^0x([0-9a-f]{1,16})$/i.exec(reasons.get('active') ?? '')?.[1]
  const mask = digits === undefined ? null : BigInt(`0x${digits}`)
  const others = [...reasons.keys()].filter(
    (reason) => !REASON_BITS.includes(reason) && reason !== 'active' && reason !== 'supported',
  )
  for (const reason of [...REASON_BITS, ...others]) {
    const bit = REASON_BITS.indexOf(reason)
    const isSet = mask !== null && bit >= 0 ? (mask >> BigInt(bit)) % 2n === 1n : null
    const text = reasons.get(reason) ?? (isSet === null ? null : isSet ? 'Active' : 'Not Active')
    if (text !== null) setPath(gpu, `clocks_event_reasons/clocks_event_reason_${reason}`, text, line)
  }
}
