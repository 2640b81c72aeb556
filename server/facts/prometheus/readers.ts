import type { ToolReader } from '@/server/facts/tool-reader'
import { parseExposition } from './parse-exposition'

export const expositionReader: ToolReader<'prometheus'> = {
  tool: 'prometheus',
  form: 'lines',
  signs: [
    /^# TYPE [a-zA-Z_:][\w:]* (?:counter|gauge|histogram|summary|untyped|unknown|info|stateset)\s*$/m,
    /^[a-zA-Z_:][\w:]*\{[a-zA-Z_]\w*="[^"\n]*"[^\n]*\} [-+]?(?:\d|NaN|Inf)/m,
  ],
  isWholeLine: (line) => line === '# EOF',
  parse: parseExposition,
}
