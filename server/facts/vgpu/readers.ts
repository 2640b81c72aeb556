import type { ToolReader } from '@/server/facts/tool-reader'
import { isNoneAnswer } from './none-answer'
import { parseVgpuQuery } from './parse-vgpu-query'
import { isWholeVgpuLine, parseVgpuTable } from './parse-vgpu-table'

export const vgpuQueryReader: ToolReader<'nvidia-smi-vgpu-q'> = {
  tool: 'nvidia-smi-vgpu-q',
  form: 'lines',
  signs: [/^[ \t]*Active vGPUs[ \t]*:/m],
  isWholeLine: isNoneAnswer,
  parse: parseVgpuQuery,
}

export const vgpuTableReader: ToolReader<'nvidia-smi-vgpu'> = {
  tool: 'nvidia-smi-vgpu',
  form: 'lines',
  signs: [/^[ \t]*\|[ \t]*vGPU ID +Name *\|/m, /^No supported devices in vGPU mode/m],
  isWholeLine: isWholeVgpuLine,
  parse: parseVgpuTable,
}
