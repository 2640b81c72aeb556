import type { GuestAgentsFacts } from '@/server/core/inventory/tools/guest-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { type CommandLine, readCommandLines } from '@/server/facts/text/command-lines'
import { readText } from '@/server/facts/text/read-value'
import { LicenseReader } from './read-licenses'

const COMMAND = /^(?:\S*\/)?(?:nvidia-smi|nvcc|nvidia-ctk|dcgmi|qemu-ga|systemctl|cat|head)(?:\s|$)/

type VersionField =
  | 'driverVersion'
  | 'cudaDriverVersion'
  | 'cudaToolkitVersion'
  | 'nvccVersion'
  | 'containerToolkitVersion'
  | 'dcgmVersion'
  | 'qemuGuestAgentVersion'

const VERSION = String.raw`(\d{1,5}(?:\.\d{1,8}){1,4}(?:[-~+][\w.~+-]{1,32})?)(?![\w.])`

/**
 * Lines that name their tool, and so need no header; `only` is for those that do not. The first match of a field
 * counts. nvidia-smi prints its two in the query and in the table's heading alike.
 */
const SHAPES: { field: VersionField; shape: RegExp; only?: RegExp }[] = [
  { field: 'driverVersion', shape: new RegExp(String.raw`\bDriver Version\s*: ${VERSION}`) },
  { field: 'cudaDriverVersion', shape: new RegExp(String.raw`\bCUDA Version\s*: ${VERSION}`) },
  { field: 'cudaToolkitVersion', shape: new RegExp(`^CUDA Version ${VERSION}`) },
  {
    field: 'nvccVersion',
    shape: new RegExp(String.raw`^Cuda compilation tools, release [\d.]+, V${VERSION}`),
  },
  { field: 'containerToolkitVersion', shape: new RegExp(`^NVIDIA Container Toolkit CLI version ${VERSION}`) },
  { field: 'dcgmVersion', shape: new RegExp(String.raw`^dcgmi\s+version: ${VERSION}`) },
  { field: 'dcgmVersion', shape: new RegExp(String.raw`^Version\s*: ${VERSION}`), only: /\bdcgmi\b/ },
  { field: 'qemuGuestAgentVersion', shape: new RegExp(`^QEMU Guest Agent ${VERSION}`) },
]

/** CUDA's version.json has about 30 components. */
const MAX_JSON_CHARACTERS = 64 * 1024

/**
 * What a guest's tools print, one command after another (`nvidia-smi -q`, `nvcc --version`, CUDA's version file,
 * `nvidia-ctk --version`, `dcgmi --version`, `qemu-ga --version`, `systemctl show nvidia-gridd`), or any alone.
 * Throws `PartRefusal`.
 */
export function parseGuestAgents(text: string, issues: IssueList): GuestAgentsFacts {
  const facts = createFacts()
  const licenses = new LicenseReader()
  const json: CommandLine[] = []
  let hasHeader = false
  for (const entry of readCommandLines(text, (words) => COMMAND.test(words))) {
    hasHeader ||= entry.command !== null
    if (entry.command?.includes('version.json') || (entry.command === null && isJson(text))) json.push(entry)
    else takeLine(facts, entry)
    if (entry.command === null || entry.command.includes('nvidia-smi')) licenses.take(entry)
  }
  facts.cudaToolkitVersion ??= readCudaJson(json, issues)
  facts.licenses = licenses.list()
  const isEmpty = Object.values(facts).every(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
  )
  if (isEmpty && !hasHeader) throw new PartRefusal('unrecognised', 1, 'no tool of a guest')
  return facts
}

function isJson(text: string): boolean {
  return /^\s*\{/.test(text.slice(0, 100))
}

function takeLine(facts: GuestAgentsFacts, { command, text }: CommandLine): void {
  const content = text.trim()
  for (const { field, shape, only } of SHAPES) {
    if (facts[field] === null && (!only || only.test(command ?? ''))) {
      facts[field] = shape.exec(content)?.[1] ?? null
    }
  }
  if (!command?.includes('nvidia-gridd')) return
  facts.griddLoadState ??= /^LoadState=([a-z-]{1,32})$/.exec(content)?.[1] ?? null
  facts.griddState ??= /^ActiveState=([a-z-]{1,32})$/.exec(content)?.[1] ?? null
}

/** /usr/local/cuda/version.json: `{ "cuda": { "name": "CUDA SDK", "version": "12.4.1" }, … }`. */
function readCudaJson(lines: CommandLine[], issues: IssueList): string | null {
  const text = lines.map((entry) => entry.text).join('\n')
  if (text.trim() === '') return null
  const line = lines[0]?.line ?? null
  const version = text.length <= MAX_JSON_CHARACTERS ? findCudaVersion(text) : null
  if (version === null) issues.add('unreadableValue', line, 'version.json')
  return version
}

function findCudaVersion(text: string): string | null {
  try {
    const document = JSON.parse(text) as { cuda?: { version?: unknown } } | null
    const version = document?.cuda?.version
    return typeof version === 'string' && new RegExp(`^${VERSION}$`).test(version) ? readText(version) : null
  } catch {
    return null
  }
}

function createFacts(): GuestAgentsFacts {
  return {
    driverVersion: null,
    cudaDriverVersion: null,
    cudaToolkitVersion: null,
    nvccVersion: null,
    containerToolkitVersion: null,
    dcgmVersion: null,
    qemuGuestAgentVersion: null,
    griddLoadState: null,
    griddState: null,
    licenses: [],
  }
}
