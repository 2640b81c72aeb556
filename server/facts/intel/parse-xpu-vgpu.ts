import type { XpuVgpuFacts } from '@/server/core/inventory/tools/intel-facts'
import { asMib } from '@/server/core/units/mib'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readQuantity, readText } from '@/server/facts/text/read-value'
import { readFunctionType } from './read-xpu-device'
import { readTableRows } from './table-rows'

/** SR-IOV counts to 65,535, the boards to 63. */
const MAX_FUNCTIONS = 4_096

/** `xpu-smi vgpu -d 0 -l`: a frame per function. Throws `PartRefusal`. */
export function parseXpuVgpu(text: string, issues: IssueList): XpuVgpuFacts {
  const functions: XpuVgpuFacts['functions'] = []
  let current: XpuVgpuFacts['functions'][number] | null = null
  for (const row of readTableRows(text)) {
    if (row === null) {
      current = null
      continue
    }
    const [, label, value = ''] = /^([^:]{1,80}):(.*)$/.exec(row.cells[0] ?? '') ?? []
    if (label === 'PCI BDF Address') {
      const address = parsePciAddress(value)
      if (!address)
        throw new PartRefusal('malformed', row.line, `no PCI address: ${value.trim().slice(0, 40)}`)
      if (functions.length >= MAX_FUNCTIONS) {
        throw new PartRefusal('tooLarge', row.line, `over ${MAX_FUNCTIONS} functions`)
      }
      current = { address, functionType: null, memoryMib: null }
      functions.push(current)
    } else if (current && label === 'Function Type') {
      current.functionType ??= readFunctionType(readText(value))
    } else if (current && label === 'Memory Physical Size') {
      const memory = readQuantity(value, 'MiB', true)
      if (memory.kind === 'value' && memory.value >= 0) current.memoryMib ??= asMib(Math.floor(memory.value))
      else if (memory.kind !== 'unknown') issues.add('unreadableValue', row.line, `${label}: ${value.trim()}`)
    }
  }
  if (functions.length === 0) throw new PartRefusal('truncated', null, 'no PCI BDF Address')
  return { functions }
}
