import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import { findUnsound } from './find-unsound'
import { type HostileInput, listHostileInputs, listMislabelledInputs } from './hostile-inputs'

/**
 * A process of its own, because what is proved is that it ends by itself: parses every hostile input, or every
 * mislabelled one, and writes one line of JSON about each. Arguments: `hostile` or `mislabelled`, bytes.
 */
export interface HostileVerdict {
  name: string
  kind: 'parsed' | 'refused'
  mayBeRead: boolean
  code: string | null
  detail: string
  unsound: string | null
}

/** No line number of a part is checked here: the texts have up to 16 million lines. */
const ANY_LINE = Number.MAX_SAFE_INTEGER

function judge({ name, tool, make, mayBeRead }: HostileInput): HostileVerdict {
  const part = parsePart({ bytes: new TextEncoder().encode(make()), tool })
  const [code, detail] = part.kind === 'refused' ? [part.code, part.detail] : [null, '']
  return { name, kind: part.kind, mayBeRead, code, detail, unsound: findUnsound(part, ANY_LINE) }
}

const [set, bytes] = process.argv.slice(2)
const inputs =
  set === 'hostile' ? listHostileInputs(Number(bytes)) : listMislabelledInputs(TOOL_IDS, Number(bytes))
for (const input of inputs) process.stdout.write(`${JSON.stringify(judge(input))}\n`)
