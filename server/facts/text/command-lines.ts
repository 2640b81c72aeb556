export interface CommandLine {
  /** The command whose output this is, as the part's last header says; null before the first and without any. */
  command: string | null
  text: string
  /** 1-based. */
  line: number
}

/**
 * The lines of a part that holds several commands' output, each begun by `# <command line>`. Comments look the same,
 * so `isCommand` is asked for the words after the `# `. Headers themselves are not yielded.
 */
export function* readCommandLines(
  text: string,
  isCommand: (words: string) => boolean,
): Generator<CommandLine> {
  let command: string | null = null
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const words = content.startsWith('# ') ? content.slice(2).trim() : ''
    if (words !== '' && isCommand(words)) command = words
    else yield { command, text: content.trimEnd(), line }
  }
}
