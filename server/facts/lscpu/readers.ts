import type { ToolReader } from '@/server/facts/tool-reader'
import { parseLscpuJson } from './parse-lscpu-json'
import { parseLscpuText } from './parse-lscpu-text'

export const lscpuReader: ToolReader<'lscpu'> = {
  tool: 'lscpu',
  form: 'document',
  signs: [/^\s*\{\s*"lscpu"\s*:/, /^\s*\{\s*"cpus"\s*:\s*\[\s*\{\s*"cpu"\s*:/],
  parse: parseLscpuJson,
}

export const lscpuTextReader: ToolReader<'lscpu'> = {
  tool: 'lscpu',
  form: 'lines',
  signs: [
    /^[ \t]{0,16}CPU op-mode\(s\):/m,
    /^[ \t]{0,16}On-line CPU\(s\) list:/m,
    /^[ \t]{0,16}Thread\(s\) per core:/m,
    // The tables of -p and -e.
    /^# CPU,(?:Core|Socket|Node|Online)\b/im,
    /^CPU +(?:NODE|SOCKET|CORE)\b/m,
  ],
  parse: parseLscpuText,
}
