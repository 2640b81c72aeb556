import type { ToolReader } from '@/server/facts/tool-reader'
import { parseUname } from './parse-uname'

export const unameReader: ToolReader<'uname'> = {
  tool: 'uname',
  form: 'lines',
  signs: [/^Linux \S+ \S+ #\d+/],
  isWholeLine: (line) => line.trimEnd().endsWith(' GNU/Linux'),
  parse: parseUname,
}
