import type { CmdlineFacts, CmdlineParameter } from '@/server/core/inventory/tools/kernel-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

/** COMMAND_LINE_SIZE is 2,048 on x86 and at most 64 KiB anywhere. */
const MAX_PARAMETERS = 4_096

const SECRET_NAME =
  /pass(?:wd|word|phrase|code)|secret|token|credential|apikey|(?:^|[._-])(?:auth|key|keys|pw|psk)(?:$|[._-])/i

/** `https://user:password@host/`, `iscsi:user:password@host`, `…?token=…`. */
const SECRET_VALUE = /[:/][^/\s@]*@|(?:pass(?:wd|word)?|secret|token|signature|sig|key)=/i

/** /proc/cmdline: one line of words, in double quotes where they hold spaces. Throws `PartRefusal`. */
export function parseCmdline(text: string, issues: IssueList): CmdlineFacts {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const words = splitWords((lines[0] ?? '').replace(/^\/proc\/cmdline:/, ''))
  if (lines.length > 1) issues.add('unreadableLine', 2, `${lines.length - 1} lines more`)
  if (words.length > MAX_PARAMETERS) {
    throw new PartRefusal('tooLarge', 1, `${words.length} parameters`)
  }
  const end = words.indexOf('--')
  return { parameters: words.slice(0, end < 0 ? undefined : end).map(readParameter) }
}

/** As next_arg() of lib/cmdline.c: white space parts words except between double quotes, wherever these stand. */
function splitWords(line: string): string[] {
  const words: string[] = []
  let start = -1
  let isQuoted = false
  for (let at = 0; at <= line.length; at += 1) {
    const character = line[at]
    const isGap = character === undefined || (!isQuoted && /\s/.test(character))
    if (character === '"') isQuoted = !isQuoted
    if (isGap && start >= 0) words.push(line.slice(start, at))
    if (isGap) start = -1
    else if (start < 0) start = at
  }
  return words
}

function readParameter(word: string): CmdlineParameter {
  const isWhole = /^"[^"]*"$/.test(word)
  const [, name = word, given = null] = /^([^=]*)=(.*)$/s.exec(isWhole ? word.slice(1, -1) : word) ?? []
  const value = given?.replace(/^"(.*)"$/s, '$1') ?? null
  const isWithheld = value !== null && value !== '' && (SECRET_NAME.test(name) || SECRET_VALUE.test(value))
  return { name, value: isWithheld ? null : value, isWithheld }
}
