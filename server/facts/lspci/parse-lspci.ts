import type { LspciFacts, LspciFunction } from '@/server/core/inventory/tools/pci-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { readDetailLine } from './read-detail-line'

/** Twice what a root complex full of virtual functions shows; a bound on memory. */
const MAX_FUNCTIONS = 16_384

const FUNCTION_LINE = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]) (.+)$/i

/** `Class name [0302]: Vendor and device [10de:2236] (rev a1) (prog-if 00 [VGA controller])`, ids only with -nn. */
const DESCRIPTION =
  /^([^:[]+?)(?: \[([0-9a-f]{4})\])?: (.*?)(?: \[([0-9a-f]{4}):([0-9a-f]{4})\])?((?: \((?:rev|prog-if) [^)]{0,80}\)){0,4})$/i

/**
 * `lspci` with or without `-D`, `-n` or `-nn`, and `-v` to `-vvv`: what a form does not print is null. A line that begins a
 * function and cannot be read refuses the part, since its details would go to the function before.
 * Throws `PartRefusal`.
 */
export function parseLspci(text: string, issues: IssueList): LspciFacts {
  const functions = new Map<PciAddress, LspciFunction>()
  const detailed = new Set<PciAddress>()
  let current: LspciFunction | null = null
  let isRepeated = false
  let capability = ''
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() === '') continue
    if (!/^\s/.test(content)) {
      const next = readFunctionLine(content, line)
      capability = ''
      // A long list after a short one adds its details; of two long ones the first counts.
      current = next && (functions.get(next.address) ?? next)
      isRepeated = next !== null && detailed.has(next.address)
      if (next && next !== current) issues.add('duplicate', line, next.address)
      if (current) functions.set(current.address, current)
      else issues.add('unreadableLine', line, content)
      if (functions.size > MAX_FUNCTIONS)
        throw new PartRefusal('tooLarge', line, `over ${MAX_FUNCTIONS} functions`)
    } else if (isRepeated) continue
    else if (current) {
      detailed.add(current.address)
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
  const revision = /\(rev ([0-9a-f]{2})\)/i.exec(description[6] ?? '')?.[1]?.toLowerCase() ?? null
  return {
    address,
    ...readNames(description),
    subsystemVendorId: null,
    subsystemDeviceId: null,
    revision,
    isOffBus: revision === 'ff' ? true : null,
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
    physicalSlot: null,
    deviceSerial: null,
    resizableBars: [],
  }
}

type Names = Pick<LspciFunction, 'classCode' | 'className' | 'vendorId' | 'deviceId' | 'name'>

/**
 * With `-n` there are ids only (`0302: 10de:2236`). Without ids a device that pci.ids does not know is printed by its
 * id all the same: `NVIDIA Corporation Device 2941`.
 */
function readNames([, className = '', classCode, name = '', vendorId, deviceId]: RegExpExecArray): Names {
  const ids = /^[0-9a-f]{4}$/i.test(className) ? /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(name) : null
  if (ids) {
    return {
      classCode: className.toLowerCase(),
      className: null,
      vendorId: ids[1]?.toLowerCase() ?? null,
      deviceId: ids[2]?.toLowerCase() ?? null,
      name: null,
    }
  }
  const unnamedId = classCode === undefined ? / Device ([0-9a-f]{4})$/.exec(name)?.[1] : undefined
  return {
    classCode: classCode?.toLowerCase() ?? null,
    className: readText(className),
    vendorId: vendorId?.toLowerCase() ?? null,
    deviceId: (deviceId ?? unnamedId)?.toLowerCase() ?? null,
    // A device may be called anything but nothing; the length is bounded as that of every text.
    name: readText(name),
  }
}
