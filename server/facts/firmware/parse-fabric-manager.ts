import type { FabricManagerFacts } from '@/server/core/inventory/tools/driver-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readCommandLines } from '@/server/facts/text/command-lines'

const COMMAND = /^(?:\S*\/)?(?:nv-fabricmanager|systemctl|cat|grep|sed|awk)(?:\s|$)/

const VERSION = /Fabric Manager version is\s*:\s*(\d{1,4}(?:\.\d{1,4}){1,3})(?![\w.])/

/** `systemctl show`; the values are systemd's own words. */
const PROPERTY = /^(LoadState|ActiveState|SubState|UnitFileState)=([a-z][a-z-]{0,31})$/

const PROPERTIES = {
  LoadState: 'loadState',
  ActiveState: 'activeState',
  SubState: 'subState',
  UnitFileState: 'unitFileState',
} as const

/** `systemctl status`. */
const LOADED = /^\s*Loaded: ([a-z-]{1,32})(?: \([^;)]*; ([a-z-]{1,32})[;)])?/
const ACTIVE = /^\s*Active: ([a-z-]{1,32})(?: \(([a-z-]{1,32})\))?/

/**
 * `nv-fabricmanager --version`, `systemctl show` or `status` of its service and its configuration, one after another
 * or any of them alone. Throws `PartRefusal`.
 */
export function parseFabricManager(text: string, issues: IssueList): FabricManagerFacts {
  const facts: FabricManagerFacts = {
    version: null,
    loadState: null,
    activeState: null,
    subState: null,
    unitFileState: null,
    fabricMode: null,
  }
  let hasHeader = false
  for (const { command, text: content, line } of readCommandLines(text, (words) => COMMAND.test(words))) {
    hasHeader ||= command?.includes('fabricmanager') === true
    facts.version ??= VERSION.exec(content)?.[1] ?? null
    takeMode(facts, content, line, issues)
    if (command === null || command.includes('fabricmanager')) takeState(facts, content)
  }
  const isEmpty = Object.values(facts).every((value) => value === null)
  if (isEmpty && !hasHeader) throw new PartRefusal('unrecognised', 1, 'nothing of the fabric manager')
  return facts
}

function takeState(facts: FabricManagerFacts, content: string): void {
  const [, property, value] = PROPERTY.exec(content) ?? []
  if (property && value) facts[PROPERTIES[property as keyof typeof PROPERTIES]] ??= value
  const loaded = LOADED.exec(content)
  facts.loadState ??= loaded?.[1] ?? null
  facts.unitFileState ??= loaded?.[2] ?? null
  const active = ACTIVE.exec(content)
  facts.activeState ??= active?.[1] ?? null
  facts.subState ??= active?.[2] ?? null
}

/** 0 bare metal or full passthrough, 1 shared NVSwitch, 2 vGPU; another number is none that is known. */
function takeMode(facts: FabricManagerFacts, content: string, line: number, issues: IssueList): void {
  const value = /^(?:\/\S+:)?FABRIC_MODE\s*=\s*(\S+)$/.exec(content.trim())?.[1]
  if (value === undefined) return
  if (/^[012]$/.test(value)) facts.fabricMode ??= Number(value)
  else issues.add('unreadableValue', line, `FABRIC_MODE: ${value}`)
}
