import { type CpuList, formatCpuList, MAX_CPU_NUMBER, parseCpuList } from '@/server/core/units/cpu-list'
import { PartRefusal } from '@/server/facts/part-refusal'

/** Each CPU belongs to one node; a few times as many is patience, more is work without end. */
const MAX_CPUS = 4 * (MAX_CPU_NUMBER + 1)

/** Reads the CPU lists of one part's nodes. Throws `PartRefusal` once they name more CPUs than machines have. */
export class NodeCpus {
  #left = MAX_CPUS

  /** Null when it is no list. A list that is none may have cost as much as the longest. */
  read(text: string, line: number | null): CpuList | null {
    const numbers = parseCpuList(text)
    this.#left -= numbers?.length ?? (text.includes('-') ? MAX_CPU_NUMBER : 0)
    if (this.#left < 0) throw new PartRefusal('tooLarge', line, `over ${MAX_CPUS} CPUs in all nodes`)
    return numbers && formatCpuList(numbers)
  }
}
