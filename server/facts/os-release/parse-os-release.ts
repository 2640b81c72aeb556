import type { OsReleaseFacts } from '@/server/core/inventory/tools/system-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

/** /etc/os-release as os-release(5) has it: shell assignments, quoted at will. Throws `PartRefusal`. */
export function parseOsRelease(text: string, issues: IssueList): OsReleaseFacts {
  const values = new Map<string, string>()
  text.split('\n').forEach((raw, offset) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
    if (match?.[1]) values.set(match[1], unquote(match[2] ?? ''))
    else issues.add('unreadableLine', offset + 1, line)
  })
  if (!values.has('ID') && !values.has('NAME') && !values.has('PRETTY_NAME')) {
    throw new PartRefusal('unrecognised', 1, 'none of ID, NAME and PRETTY_NAME')
  }
  const read = (name: string) => readText(values.get(name) ?? null)
  return {
    id: read('ID'),
    versionId: read('VERSION_ID'),
    name: read('NAME'),
    prettyName: read('PRETTY_NAME'),
    codename: read('VERSION_CODENAME'),
  }
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$/.exec(value)?.[1]
  if (quoted !== undefined) return quoted.replace(/\\(["$\\`])/g, '$1')
  return /^'(.*)'$/.exec(value)?.[1] ?? value
}
