import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const vgpuQueryReader: ToolReader<'nvidia-smi-vgpu-q'> = {
  tool: 'nvidia-smi-vgpu-q',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const vgpuTableReader: ToolReader<'nvidia-smi-vgpu'> = {
  tool: 'nvidia-smi-vgpu',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
