import { type CpuList, MAX_CPU_NUMBER } from '@/server/core/units/cpu-list'

interface Range {
  first: number
  last: number
}

/**
 * `0-3,^2` as a list: libvirt takes single numbers out again. Null when it is no such set. Ranges are never spelled
 * out: a part may hold a hundred thousand pins, each to sixteen thousand CPUs.
 */
export function readCpuSet(text: string): CpuList | null {
  const ranges: Range[] = []
  const takenOut: number[] = []
  for (const word of text.split(',')) {
    const match = /^(\^?)(\d{1,5})(?:-(\d{1,5}))?$/.exec(word.trim())
    const first = Number(match?.[2])
    const last = Number(match?.[3] ?? match?.[2])
    if (!match || last < first || last > MAX_CPU_NUMBER) return null
    if (match[1] === '') ranges.push({ first, last })
    else if (match[3] === undefined) takenOut.push(first)
    else return null
  }
  return subtract(merge(ranges), takenOut)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(',') as CpuList
}

/** Ascending, none touching another. */
function merge(ranges: Range[]): Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = merged.at(-1)
    if (previous && range.first <= previous.last + 1) previous.last = Math.max(previous.last, range.last)
    else merged.push({ ...range })
  }
  return merged
}

function subtract(ranges: Range[], numbers: number[]): Range[] {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b)
  const left: Range[] = []
  let next = 0
  for (const { first, last } of ranges) {
    let start = first
    for (; next < sorted.length && (sorted[next] ?? 0) <= last; next += 1) {
      const number = sorted[next] ?? 0
      if (number < start) continue
      if (number > start) left.push({ first: start, last: number - 1 })
      start = number + 1
    }
    if (start <= last) left.push({ first: start, last })
  }
  return left
}
