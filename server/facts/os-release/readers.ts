import type { ToolReader } from '@/server/facts/tool-reader'
import { parseOsRelease } from './parse-os-release'

export const osReleaseReader: ToolReader<'os-release'> = {
  tool: 'os-release',
  form: 'lines',
  signs: [/^(?:PRETTY_NAME|ID|VERSION_ID)=/m],
  // A backslash may stand before a quote that ends nothing.
  isWholeLine: (line) => /^[A-Z_]+=("[^"\\]*"|'[^']*')$/.test(line.trimEnd()),
  parse: parseOsRelease,
}
