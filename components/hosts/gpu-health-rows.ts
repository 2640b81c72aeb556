import type { FactRow } from '@/components/hosts/fact-rows'
import type { GpuRowMaker } from '@/components/hosts/gpu-rows'
import type { HostGpu } from '@/server/core/inventory/host-gpu'

/** Verdicts on a GPU's memory and the temperatures at which it slows or stops; null is unknown, never healthy. */
export function buildGpuHealthRows(
  { memoryHealth, temperatureLimits, retiredPages }: HostGpu,
  row: GpuRowMaker,
): FactRow[] {
  const verdict = (key: keyof typeof verdictLabels) => {
    const value = memoryHealth?.[key] ?? null
    return row(key, verdictLabels[key], value === null ? null : value ? 'yes' : 'no', {
      path: `memoryHealth.${key}`,
    })
  }
  return [
    verdict('isSramThresholdExceeded'),
    verdict('isChannelRepairPending'),
    verdict('isTpcRepairPending'),
    verdict('hasUnrepairableMemory'),
    row('spareRows', 'Banks by spare rows', describeBanks(memoryHealth), {
      path: 'memoryHealth.remapAvailabilityBanks',
      isWhole: true,
    }),
    row('retiredPages', 'Retired pages', describeRetired(retiredPages), {
      path: 'retiredPages',
      isWhole: true,
    }),
    limit('shutdownC', 'Shuts down at'),
    limit('slowdownC', 'Slows down at'),
    limit('maxOperatingC', 'Highest operating'),
    limit('memoryMaxOperatingC', 'Highest of its memory'),
  ]

  /** Newer GPUs tell no degrees but the headroom at which it happens, mostly below nothing. */
  function limit(key: keyof typeof headrooms, label: string): FactRow {
    const limitC = temperatureLimits?.[key] ?? null
    const headroomC = temperatureLimits?.[headrooms[key]] ?? null
    const value = limitC !== null ? `${limitC} °C` : headroomC !== null ? `headroom ${headroomC} °C` : null
    return row(key, label, value, {
      path: `temperatureLimits.${limitC === null && headroomC !== null ? headrooms[key] : key}`,
    })
  }
}

const verdictLabels = {
  isSramThresholdExceeded: 'SRAM error threshold exceeded',
  isChannelRepairPending: 'Channel repair pending',
  isTpcRepairPending: 'TPC repair pending',
  hasUnrepairableMemory: 'Unrepairable memory',
} as const

const headrooms = {
  shutdownC: 'shutdownHeadroomC',
  slowdownC: 'slowdownHeadroomC',
  maxOperatingC: 'maxOperatingHeadroomC',
  memoryMaxOperatingC: 'memoryMaxOperatingHeadroomC',
} as const

/** `0 none, 2 low, 638 max`: nothing but what was told, the worst first. */
function describeBanks(health: HostGpu['memoryHealth']): string | null {
  if (health === null) return null
  const { none, low, partial, high, max } = health.remapAvailabilityBanks
  const told = Object.entries({ none, low, partial, high, max }).filter(([, count]) => count !== null)
  return told.length === 0 ? null : told.map(([word, count]) => `${count} ${word}`).join(', ')
}

function describeRetired(pages: HostGpu['retiredPages']): string | null {
  if (pages === null) return null
  const { singleBit, doubleBit, pending } = pages
  if (singleBit === null && doubleBit === null && pending === null) return null
  return [
    `${singleBit ?? 'unknown'} single bit`,
    `${doubleBit ?? 'unknown'} double bit`,
    ...(pending ? ['some pending'] : []),
  ].join(', ')
}
