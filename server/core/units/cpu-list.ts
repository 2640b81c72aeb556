/** A set of CPU or NUMA node numbers in the kernel's list form, ascending and merged: `0-15,32-47`. Empty is ''. */
export type CpuList = string & { readonly __brand: 'CpuList' }

/** Linux' own ceiling is NR_CPUS = 8192; twice that is plenty, and stops `0-4294967295` from eating memory. */
export const MAX_CPU_NUMBER = 16_383

/** `0-16383` over and over is no list of CPUs, but hours of work. */
const MAX_STEPS = 4 * MAX_CPU_NUMBER

/** Numbers of a list like `0-15,32-47` or `0 2 4`, ascending, without repeats; null when it is not such a list. */
export function parseCpuList(text: string): number[] | null {
  const numbers = new Set<number>()
  let steps = 0
  for (const word of text.trim().split(/[\s,]+/)) {
    if (word === '') continue
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word)
    if (!match) return null
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    steps += last - first + 1
    if (last < first || last > MAX_CPU_NUMBER || steps > MAX_STEPS) return null
    for (let number = first; number <= last; number += 1) numbers.add(number)
  }
  return [...numbers].toSorted((a, b) => a - b)
}

/** The kernel's list form of any set of numbers. */
export function formatCpuList(numbers: Iterable<number>): CpuList {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b)
  const ranges: string[] = []
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end + 1 < sorted.length && sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1
    ranges.push(start === end ? `${sorted[start]}` : `${sorted[start]}-${sorted[end]}`)
    start = end + 1
  }
  return ranges.join(',') as CpuList
}

/** `text` in the one spelling of `CpuList`, or null when it is not a list of numbers. */
export function normaliseCpuList(text: string): CpuList | null {
  const numbers = parseCpuList(text)
  return numbers && formatCpuList(numbers)
}

/** All CPUs of several lists together; null where there is no list at all. */
export function joinCpuLists(lists: readonly (CpuList | null)[]): CpuList | null {
  const told = lists.filter((list) => list !== null && list !== '')
  return told.length === 0 ? null : normaliseCpuList(told.join(','))
}
