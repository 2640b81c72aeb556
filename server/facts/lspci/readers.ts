import type { ToolReader } from '@/server/facts/tool-reader'
import { parseLspci } from './parse-lspci'

export const lspciReader: ToolReader<'lspci'> = {
  tool: 'lspci',
  form: 'lines',
  signs: [/^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7] [0-9A-Z][^:\n]*: /im],
  // `-nn` ends a line with the ids, any form with the revision.
  isWholeLine: (line) =>
    /\[[0-9a-f]{4}:[0-9a-f]{4}\]$|\((?:rev [0-9a-f]{2}|prog-if [0-9a-f]{2}[^)]*)\)$/i.test(line),
  parse: parseLspci,
}
