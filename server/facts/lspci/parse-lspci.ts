import type { LspciFacts, LspciFunction } from '@/server/core/inventory/tools/pci-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readDetailLine } from './read-detail-line'

/** Twice what a root complex full of virtual functions shows; a bound on memory. */
const MAX_FUNCTIONS = 16_384

const FUNCTION_LINE = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]) (.+)$/i

/** `Class name [0302]: Vendor and device [10de:2236] (rev a1) (prog-if 00 [VGA controller])`, ids only with -nn. */
const DESCRIPTION =
  /^([^:[]+?)(?: \[([0-9a-f]{4})\])?: (.*?)(?: \[([0-9a-f]{4}):([0-9a-f]{4})\])?((?: \((?:rev|prog-if) [^)]{0,80}\))*)$/i

/**
 * `lspci` with or without `-D`, `-nn` and `-v` to `-vvv`: what a form does not print is null. A line that begins a
 * function and cannot be read refuses the part, since its details would go to the function before.
 * Throws `PartRefusal`.
 */
export function parseLspci(text: string, issues: IssueList): LspciFacts {
  const functions = new Map<PciAddress, LspciFunction>()
  let current: LspciFunction | null = null
  let capability = ''
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() === '') continue
    if (!/^\s/.test(content)) {
      const next = readFunctionLine(content, line)
      capability = ''
      current = next
      if (next && functions.has(next.address)) issues.add('duplicate', line, next.address)
      if (next) functions.set(next.address, next)
      else issues.add('unreadableLine', line, content)
      if (functions.size > MAX_FUNCTIONS)
        throw new PartRefusal('tooLarge', line, `over ${MAX_FUNCTIONS} functions`)
    } else if (current) {
      capability = readDetailLine(current, content, capability)
    } else issues.add('unreadableLine', line, content.trim())
  }
  if (functions.size === 0) throw new PartRefusal('unrecognised', 1, 'no line begins with a PCI address')
  return { functions: [...functions.values()] }
}

/** Null for a stray line (a prompt, a warning); a broken line that does begin with an address is a refusal. */
function readFunctionLine(content: string, line: number): LspciFunction | null {
  const match = FUNCTION_LINE.exec(content.trimEnd())
  const address = match?.[1] ? parsePciAddress(match[1]) : null
  if (!match?.[2] || !address) {
    if (/^[0-9a-f]{2,8}:[0-9a-f]{0,2}/i.test(content))
      throw new PartRefusal('truncated', line, 'a broken address line')
    return null
  }
  const description = DESCRIPTION.exec(match[2])
  if (!description) throw new PartRefusal('truncated', line, `${address} without a description`)
  const [, className, classCode, name, vendorId, deviceId, suffix] = description
  return {
    address,
    classCode: classCode?.toLowerCase() ?? null,
    vendorId: vendorId?.toLowerCase() ?? null,
    deviceId: deviceId?.toLowerCase() ?? null,
    subsystemVendorId: null,
    subsystemDeviceId: null,
    className: className || null,
    name: name || null,
    revision: /\(rev ([0-9a-f]{2})\)/i.exec(suffix ?? '')?.[1] ?? null,
    numaNode: null,
    iommuGroup: null,
    linkCapability: null,
    linkStatus: null,
    driver: null,
    modules: [],
    bars: [],
    bridge: null,
    sriov: null,
    acsEnabled: null,
    isAtsEnabled: null,
  }
}
