import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { MAX_PART_BYTES } from '@/server/facts/text/decode-text'
import { OWN_INPUTS } from './own-inputs'

export interface HostileInput {
  name: string
  /** Told to the parser, as the name of an uploaded file would; without it the text is recognised by content. */
  tool?: ToolId
  /** Made when it is its turn: together they would not fit. */
  make: () => string
  /** Repeats of a whole output may be read, within bounds; everything else must be refused. */
  mayBeRead: boolean
}

/** ASCII only, so that characters are bytes. The default is the largest part that is looked at at all. */
function fill(unit: string, begin = '', end = '', bytes = MAX_PART_BYTES): string {
  return begin + unit.repeat(Math.floor((bytes - begin.length - end.length) / unit.length)) + end
}

const XML = '<?xml version="1.0" ?>\n'

function writeBillionLaughs(root: string): string {
  const entities = Array.from({ length: 30 }, (_, index) => {
    const value = index === 0 ? 'ha' : `&l${index - 1};`.repeat(10)
    return `<!ENTITY l${index} "${value}">`
  })
  return `${XML}<!DOCTYPE ${root} [${entities.join('')}]>\n<${root}><uuid>&l29;</uuid></${root}>\n`
}

function writeAttributes(root: string): string {
  const attributes = Array.from({ length: 1_000_000 }, (_, index) => `a${index}=""`)
  return `${XML}<${root} ${attributes.join(' ')}></${root}>\n`
}

const ROOTS = ['nvidia_smi_log', 'topology', 'capabilities', 'device', 'domain']

const MARKUP = ROOTS.flatMap((root): HostileInput[] => [
  {
    name: `${root}: 100,000 elements deep`,
    make: () => `${XML}<${root}>${'<gpu>'.repeat(100_000)}`,
    mayBeRead: false,
  },
  { name: `${root}: billion laughs`, make: () => writeBillionLaughs(root), mayBeRead: false },
  { name: `${root}: a million attributes`, make: () => writeAttributes(root), mayBeRead: false },
  {
    name: `${root}: siblings without end`,
    make: () => fill('<object/>', `${XML}<${root}>`, `</${root}>\n`),
    mayBeRead: false,
  },
  { name: `${root}: one comment`, make: () => fill('-', `${XML}<${root}><!-- `), mayBeRead: false },
])

/** Text without any structure, told to be the output of every tool in turn and of none. */
const BODIES: [name: string, unit: string][] = [
  ['one line', 'x'],
  ['line ends', '\n'],
  ['opening brackets', '['],
  ['opening braces', '{'],
  ['nested objects', '{"a":'],
  ['keys', '"a":1,'],
  ['quotes', '"'],
  ['backslashes', '\\'],
  ['digits', '9'],
  ['blanks', ' '],
  ['bars', '|'],
  ['colons', ':'],
  ['short lines', 'a\n'],
  ['lines of digits', '1 2\n'],
  ['headings', '# a\n'],
  ['less-than signs', '<'],
  ['ampersands', '&'],
  ['escape characters', '\u001b['],
]

const DOCUMENTS: [name: string, begin: string][] = [
  ['lscpu', '{"lscpu": ['],
  ['rocm-smi', '{"card0": '],
  ['amd-smi', '[{"gpu": 0, "a": '],
  ['xpu-smi', '{"device_list": ['],
  ['intel_gpu_top', '[{"period": {"duration": 1}},'],
]

const UNFINISHED = DOCUMENTS.flatMap(([name, begin]) =>
  ['[', '{"a":', '"', '9', '[],', '{},', '{"a":1},', '"b","b",'].map(
    (unit): HostileInput => ({
      name: `${name}: ${JSON.stringify(unit)} without end`,
      make: () => fill(unit, begin),
      mayBeRead: false,
    }),
  ),
)

function listRepeats(bytes: number): HostileInput[] {
  return Object.entries(OWN_INPUTS).flatMap(([tool, text]) => {
    const lines = text.split('\n')
    const [first = '', last = ''] = [lines[0], lines.at(-2) ?? lines[0]]
    return [
      { name: `${tool}: its output over and over`, make: () => fill(text, '', '', bytes), mayBeRead: true },
      {
        name: `${tool}: its first line over and over`,
        make: () => fill(`${first}\n`, '', '', bytes),
        mayBeRead: true,
      },
      {
        name: `${tool}: its last line over and over`,
        make: () => fill(`${last}\n`, text, '', bytes),
        mayBeRead: true,
      },
    ]
  })
}

/** `repeatBytes`: how long the repeats are; they are the costly ones. */
export function listHostileInputs(repeatBytes: number): HostileInput[] {
  const bodies = BODIES.map(
    ([name, unit]): HostileInput => ({ name, make: () => fill(unit), mayBeRead: false }),
  )
  return [...MARKUP, ...bodies, ...UNFINISHED, ...listRepeats(repeatBytes)]
}

/**
 * Bodies as every tool's output: no sign protects a parser whose tool is told by the name of a file. A text format
 * of free lines may read them.
 */
export function listMislabelledInputs(tools: readonly ToolId[], bytes: number): HostileInput[] {
  return BODIES.flatMap(([name, unit]) =>
    tools.map(
      (tool): HostileInput => ({
        name: `${tool}: ${name}`,
        tool,
        make: () => fill(unit, '', '', bytes),
        mayBeRead: true,
      }),
    ),
  )
}
