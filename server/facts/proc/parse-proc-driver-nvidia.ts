import type { ProcDriverGpu, ProcDriverNvidiaFacts } from '@/server/core/inventory/tools/driver-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'
import { readText } from '@/server/facts/text/read-value'

const PATH =
  /^\/proc\/driver\/nvidia\/(?:gpus\/([0-9a-f]{1,8}(?::[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])?)\/)?([\w-]+)$/i

const MAX_GPUS = 256

/** `Open Kernel Module for x86_64  570.133.20` or `x86_64 Kernel Module  535.104.05`, after NVRM version. */
const MODULE =
  /^NVIDIA UNIX (?:Open Kernel Module for (\S+)|(\S+) Kernel Module)\s+(\d{1,4}(?:\.\d{1,4}){1,3})(?:\s|$)/

interface Line {
  /** The GPU's folder, null outside of one and where no path is printed. */
  folder: string | null
  key: string
  value: string
  line: number
}

interface GpuLines {
  folder: string | null
  values: Map<string, { value: string; line: number }>
}

/** `path:value` lines of /proc/driver/nvidia, or `cat` of its version and information files. Throws `PartRefusal`. */
export function parseProcDriverNvidia(text: string, issues: IssueList): ProcDriverNvidiaFacts {
  const facts: ProcDriverNvidiaFacts = {
    moduleVersion: null,
    flavour: null,
    architecture: null,
    gccVersion: null,
    gpus: [],
  }
  const gpus: GpuLines[] = []
  let seen = 0
  for (const entry of readLines(text, issues)) {
    if (entry.key === 'NVRM version') takeModule(facts, entry, issues)
    else if (entry.key === 'GCC version') facts.gccVersion ??= readGccVersion(entry.value)
    else if (!takeGpuLine(gpus, entry, issues)) continue
    seen += 1
  }
  if (seen === 0) throw new PartRefusal('unrecognised', 1, 'nothing that /proc/driver/nvidia says')
  const known = new Set<PciAddress>()
  for (const lines of gpus) {
    const gpu = readGpu(lines, issues)
    if (gpu === null) continue
    if (known.has(gpu.address)) issues.add('duplicate', null, gpu.address)
    else facts.gpus.push(gpu)
    known.add(gpu.address)
  }
  return facts
}

function* readLines(text: string, issues: IssueList): Generator<Line> {
  if (!text.includes('/proc/driver/nvidia/')) {
    let line = 0
    for (const content of text.split('\n')) {
      line += 1
      const pair = splitPair(content)
      if (pair) yield { folder: null, ...pair, line }
      else if (content.trim() !== '') issues.add('unreadableLine', line, content.trim())
    }
    return
  }
  for (const { path, value, line } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const [, folder, file] = PATH.exec(path) ?? []
    const pair = splitPair(value)
    const isOurs = folder === undefined ? file === 'version' : file === 'information'
    if (isOurs && pair) yield { folder: folder ?? null, ...pair, line }
  }
}

function splitPair(content: string): { key: string; value: string } | null {
  const match = /^([A-Z][A-Za-z ]{1,40}):(.*)$/.exec(content.trim())
  return match?.[1] ? { key: match[1], value: match[2]?.trim() ?? '' } : null
}

function takeModule(facts: ProcDriverNvidiaFacts, { value, line }: Line, issues: IssueList): void {
  const match = MODULE.exec(value)
  if (!match) return issues.add('unreadableValue', line, `NVRM version: ${value}`)
  if (facts.moduleVersion !== null) return issues.add('duplicate', line, 'NVRM version')
  facts.moduleVersion = match[3] ?? null
  facts.architecture = match[1] ?? match[2] ?? null
  facts.flavour = match[1] === undefined ? 'proprietary' : 'open'
}

function readGccVersion(value: string): string | null {
  return /\bgcc version (\d{1,3}(?:\.\d{1,3}){0,2})(?![\w.])/i.exec(value)?.[1] ?? null
}

const GPU_KEYS = new Set([
  'Model',
  'IRQ',
  'GPU UUID',
  'Video BIOS',
  'Bus Type',
  'DMA Size',
  'DMA Mask',
  'Bus Location',
  'Device Minor',
  'GPU Firmware',
  'GPU Excluded',
  'Blacklisted',
])

/** Without paths, a GPU begins with a key that the one before has already. */
function takeGpuLine(gpus: GpuLines[], { folder, key, value, line }: Line, issues: IssueList): boolean {
  if (!GPU_KEYS.has(key)) return false
  const last = gpus.at(-1)
  const isLast = last?.folder === folder && !(folder === null && last.values.has(key))
  const gpu: GpuLines = isLast ? last : { folder, values: new Map() }
  if (!isLast && gpus.push(gpu) > MAX_GPUS) throw new PartRefusal('tooLarge', line, `over ${MAX_GPUS} GPUs`)
  if (gpu.values.has(key)) issues.add('duplicate', line, key)
  else gpu.values.set(key, { value, line })
  return true
}

function readGpu({ folder, values }: GpuLines, issues: IssueList): ProcDriverGpu | null {
  // Drivers before 390 wrote 0000:3b.00.0.
  const location = values.get('Bus Location')?.value.replace(/^([0-9a-f]+:[0-9a-f]{2})\./i, '$1:')
  const address = parsePciAddress(folder ?? '') ?? parsePciAddress(location ?? '')
  if (!address) {
    issues.add('missingSection', values.values().next().value?.line ?? null, 'a GPU without its address')
    return null
  }
  const read = <T>(key: string, convert: (text: string) => T | null): T | null => {
    const entry = values.get(key)
    const told = readText(entry?.value ?? null)
    // Before the GPU is initialised the driver prints question marks where it will know more.
    if (!entry || told === null || told.includes('??')) return null
    const value = convert(told)
    if (value === null) issues.add('unreadableValue', entry.line, `${key}: ${told}`)
    return value
  }
  return {
    address,
    model: read('Model', (text) => text),
    uuid: read('GPU UUID', readUuid),
    vbiosVersion: read('Video BIOS', (text) =>
      /^[0-9a-f]{2}(?:\.[0-9a-f]{2}){4}$/i.test(text) ? text : null,
    ),
    minorNumber: read('Device Minor', readNumber),
    irq: read('IRQ', readNumber),
    gpuFirmware: read('GPU Firmware', (text) => text),
    isExcluded: read('GPU Excluded', readYesNo) ?? read('Blacklisted', readYesNo),
  }
}

function readUuid(text: string): string | null {
  return /^GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : null
}

function readNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

function readYesNo(text: string): boolean | null {
  return text === 'Yes' ? true : text === 'No' ? false : null
}
