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
    const value = match ? unquote(match[2] ?? '') : null
    if (!match?.[1] || value === null) issues.add('unreadableLine', offset + 1, line)
    // A shell would take the last one, which a text that was cut off may not have.
    else if (values.has(match[1])) issues.add('duplicate', offset + 1, match[1])
    else values.set(match[1], value)
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

/** Null where a quote is opened and never closed. */
function unquote(value: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1]
  if (quoted !== undefined) return quoted.replace(/\\(["$\\`])/g, '$1')
  return /^'([^']*)'$/.exec(value)?.[1] ?? (/^["']/.test(value) ? null : value)
}
