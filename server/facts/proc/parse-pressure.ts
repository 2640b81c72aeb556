import type { PressureFacts, PressureLine } from '@/server/core/inventory/tools/irq-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

type Resource = PressureFacts['resources'][number]

const LINE =
  /^(some|full) avg10=(\d{1,3}\.\d{2}) avg60=(\d{1,3}\.\d{2}) avg300=(\d{1,3}\.\d{2}) total=(\d{1,15})$/

/** Linux has four; files without names may be several hosts' by mistake. */
const MAX_RESOURCES = 64

/**
 * Pressure stall information: `path:value` lines of /proc/pressure/*, the files as `head` prints several
 * (`==> /proc/pressure/cpu <==`), or without any name. Throws `PartRefusal`.
 */
export function parsePressure(text: string, issues: IssueList): PressureFacts {
  const resources: Resource[] = []
  let heading: string | null = null
  text.split('\n').forEach((raw, offset) => {
    const content = raw.trim()
    const named = /^(?:==> |[#$] (?:cat )?)?\/proc\/pressure\/(\w{1,32})(?: <==$|:|$)(.*)$/.exec(content)
    if (named?.[1] && named[2] === '') heading = named[1]
    const words = LINE.exec(named ? (named[2] ?? '') : content)
    if (words) take(resources, named?.[1] ?? heading, words, offset + 1, issues)
    else if (content !== '' && named?.[2] !== '') issues.add('unreadableLine', offset + 1, content)
  })
  if (resources.length === 0) throw new PartRefusal('unrecognised', 1, 'no line of /proc/pressure')
  return { resources }
}

function take(
  resources: Resource[],
  name: string | null,
  words: RegExpExecArray,
  line: number,
  issues: IssueList,
): void {
  const side = words[1] === 'some' ? 'some' : 'full'
  const resource = findResource(resources, name, side)
  if (resources.length > MAX_RESOURCES) {
    throw new PartRefusal('tooLarge', line, `over ${MAX_RESOURCES} resources`)
  }
  if (resource[side]) return issues.add('duplicate', line, `${name} ${side}`)
  resource[side] = readLine(words)
}

/** Where names are missing, a file begins with each line that the one before cannot hold any more. */
function findResource(resources: Resource[], name: string | null, side: 'some' | 'full'): Resource {
  const last = resources.at(-1)
  const isOpen = last?.resource === null && last[side] === null && !(side === 'some' && last.full)
  const known = name === null ? (isOpen ? last : undefined) : resources.find((one) => one.resource === name)
  if (known) return known
  const resource: Resource = { resource: name, some: null, full: null }
  resources.push(resource)
  return resource
}

function readLine(words: RegExpExecArray): PressureLine {
  return {
    avg10Percent: Number(words[2]),
    avg60Percent: Number(words[3]),
    avg300Percent: Number(words[4]),
    totalMicroseconds: Number(words[5]),
  }
}
