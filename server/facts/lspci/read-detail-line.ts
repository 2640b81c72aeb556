import type { LspciFunction, PciBar } from '@/server/core/inventory/tools/pci-facts'
import { parseLinkSpeedGts, parseLinkWidth } from '@/server/core/units/pcie-link'
import { readText } from '@/server/facts/text/read-value'

const UNIT_BYTES: Record<string, number> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** A function has six registers for them. */
const MAX_BARS = 6

/**
 * Takes one indented line of `lspci -v…` into `fn`. Returns the capability the following, deeper lines belong to:
 * the regions of an SR-IOV capability look just like the function's own, and only the depth tells them apart.
 */
export function readDetailLine(fn: LspciFunction, content: string, capability: string): string {
  const depth = /^(?:\t| {8})*/.exec(content)?.[0].replace(/ {8}/g, '\t').length ?? 0
  const line = content.trim()
  if (depth > 1) {
    readCapabilityLine(fn, line, capability)
    return capability
  }
  const started = /^Capabilities: \[[^\]]*\] (.*)$/.exec(line)
  if (started) {
    readCapabilityTitle(fn, started[1] ?? '')
    return started[1] ?? ''
  }
  readOwnLine(fn, line)
  return ''
}

/** Some capabilities say all they have to say in their title. A bridge's subsystem is one. */
function readCapabilityTitle(fn: LspciFunction, title: string): void {
  if (title.startsWith('Subsystem: ')) readSubsystem(fn, title)
  const serial = /^Device Serial Number ([0-9a-f]{2}(?:-[0-9a-f]{2}){7})$/i.exec(title)?.[1]
  if (serial && !/^[0-]+$/.test(serial)) fn.deviceSerial = serial.toLowerCase()
}

function readOwnLine(fn: LspciFunction, line: string): void {
  const colon = line.indexOf(': ')
  const value = colon < 0 ? '' : line.slice(colon + 2).trim()
  switch (colon < 0 ? line : line.slice(0, colon)) {
    case 'Subsystem':
      readSubsystem(fn, value)
      break
    case 'Physical Slot':
      fn.physicalSlot = readText(value)
      break
    // `-v` tells in one line what `-vv` gives lines of their own.
    case 'Flags':
      fn.numaNode ??= readInteger(/, NUMA node (\d+)(?:,|$)/.exec(value)?.[1] ?? '')
      fn.iommuGroup ??= readInteger(/, IOMMU group (\d+)(?:,|$)/.exec(value)?.[1] ?? '')
      break
    case 'NUMA node':
      fn.numaNode = readInteger(value)
      break
    case 'IOMMU group':
      fn.iommuGroup = readInteger(value)
      break
    case 'Kernel driver in use':
      fn.driver = value || null
      break
    case 'Kernel modules':
      fn.modules = value.split(/,\s*/).filter((name) => name !== '')
      break
    case 'Bus':
      readBridge(fn, value)
      break
    case '!!! Unknown header type 7f':
      fn.isOffBus = true
      break
    default:
      readBar(fn, line)
  }
}

/** `NVIDIA Corporation Device [10de:145f]`, with `-n` only `10de:145f`. Zeros are "none", as in bridges. */
function readSubsystem(fn: LspciFunction, value: string): void {
  const ids = /(?:\[|^)([0-9a-f]{4}):([0-9a-f]{4})\]?$/i.exec(value)
  if (!ids || ids[1] === '0000') return
  fn.subsystemVendorId = ids[1]?.toLowerCase() ?? null
  fn.subsystemDeviceId = ids[2]?.toLowerCase() ?? null
}

/** `primary=00, secondary=17, subordinate=18, sec-latency=0`, in hexadecimal. */
function readBridge(fn: LspciFunction, value: string): void {
  const match = /\bsecondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2})\b/i.exec(value)
  if (!match?.[1] || !match[2]) return
  fn.bridge = {
    secondaryBus: Number.parseInt(match[1], 16),
    subordinateBus: Number.parseInt(match[2], 16),
  }
}

/** `Region 1: Memory at 20000000000 (64-bit, prefetchable) [size=128G]`; also `<unassigned>`, `[virtual]`, I/O ports. */
function readBar(fn: LspciFunction, line: string): void {
  const match = /^Region (\d): (?:\[(?:virtual|enhanced)\] ){0,2}(Memory|I\/O ports) at (\S+)(.*)$/.exec(line)
  if (!match) return
  const rest = match[4] ?? ''
  const size = /\[size=(\d{1,6})([KMGT]?)\]/.exec(rest)
  const bar: PciBar = {
    index: Number(match[1]),
    kind: match[2] === 'Memory' ? 'memory' : 'io',
    sizeBytes: size ? Number(size[1]) * (UNIT_BYTES[size[2] ?? ''] ?? 1) : null,
    is64Bit: rest.includes('64-bit'),
    isPrefetchable: / prefetchable|\(prefetchable/.test(rest),
    // `<unassigned>`, `<ignored>`, `<broken-64-bit-slot>`: whatever the reason, there is no address.
    isUnassigned: match[3]?.startsWith('<') ?? false,
  }
  if (fn.bars.length < MAX_BARS) fn.bars.push(bar)
}

function readCapabilityLine(fn: LspciFunction, line: string, capability: string): void {
  if (capability.startsWith('Express')) readExpressLine(fn, line)
  else if (capability.startsWith('Single Root I/O Virtualization')) readSriovLine(fn, line)
  else if (capability.startsWith('Physical Resizable BAR')) readResizableBar(fn, line)
  else if (capability.startsWith('Access Control Services')) {
    if (line.startsWith('ACSCtl:'))
      fn.acsEnabled = [...line.matchAll(/\b(\w{1,32})\+/g)].map((flag) => flag[1] ?? '')
  } else if (capability.startsWith('Address Translation Service')) {
    const enabled = /^ATSCtl:\s*Enable([+-])/.exec(line)?.[1]
    if (enabled) fn.isAtsEnabled = enabled === '+'
  }
}

/** `LnkCap: Port #0, Speed 16GT/s, Width x16, …` and `LnkSta: Speed 2.5GT/s (downgraded), Width x8 (downgraded)`. */
function readExpressLine(fn: LspciFunction, line: string): void {
  const match = /^(LnkCap|LnkSta):\s*(?:Port #\d+, )?Speed ([^,]{1,40}), Width (x?\d+)([^,\t]{0,40})/.exec(
    line,
  )
  if (!match) return
  const [, kind, speed = '', width = '', widthNote = ''] = match
  const speedGts = parseLinkSpeedGts(speed.replace(/\s*\(.*\)$/, ''))
  if (kind === 'LnkCap') fn.linkCapability = { speedGts, width: parseLinkWidth(width) }
  else {
    fn.linkStatus = {
      speedGts,
      width: parseLinkWidth(width),
      isSpeedDowngraded: speed.includes('downgraded'),
      isWidthDowngraded: widthNote.includes('downgraded'),
    }
  }
}

/** `Initial VFs: 32, Total VFs: 32, Number of VFs: 4, …` and `VF offset: 4, stride: 1, Device ID: 20b7`. */
function readSriovLine(fn: LspciFunction, line: string): void {
  const sriov = fn.sriov ?? { totalVfs: null, numVfs: null, vfOffset: null, vfStride: null }
  const counts = /Total VFs: (\d{1,5}), Number of VFs: (\d{1,5})/.exec(line)
  const layout = /^VF offset: (\d{1,5}), stride: (\d{1,5})/.exec(line)
  if (counts) fn.sriov = { ...sriov, totalVfs: Number(counts[1]), numVfs: Number(counts[2]) }
  if (layout) fn.sriov = { ...sriov, vfOffset: Number(layout[1]), vfStride: Number(layout[2]) }
}

/** `BAR 1: current size: 256MB, supported: 64MB 128MB 256MB 512MB 1GB`. */
function readResizableBar(fn: LspciFunction, line: string): void {
  const match = /^BAR (\d): current size: (\w{1,12})(?:, supported: ([\w ]{0,400}))?$/.exec(line)
  if (!match || fn.resizableBars.length >= MAX_BARS) return
  const supported = (match[3] ?? '').split(' ').map(readSizeBytes)
  fn.resizableBars.push({
    index: Number(match[1]),
    currentBytes: readSizeBytes(match[2] ?? ''),
    supportedBytes: supported.filter((bytes) => bytes !== null),
  })
}

function readSizeBytes(text: string): number | null {
  const match = /^(\d{1,6})([KMGT]?)B$/.exec(text)
  return match ? Number(match[1]) * (UNIT_BYTES[match[2] ?? ''] ?? 1) : null
}

function readInteger(value: string): number | null {
  return /^\d{1,6}$/.test(value) ? Number(value) : null
}
