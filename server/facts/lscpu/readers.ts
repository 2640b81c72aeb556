import type { ToolReader } from '@/server/facts/tool-reader'
import { parseLscpu } from './parse-lscpu'

export const lscpuReader: ToolReader<'lscpu'> = {
  tool: 'lscpu',
  form: 'document',
  signs: [/^\s*\{\s*"lscpu"\s*:/],
  parse: parseLscpu,
}
