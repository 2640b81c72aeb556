import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const amdSmiReader: ToolReader<'amd-smi'> = {
  tool: 'amd-smi',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const rocmSmiReader: ToolReader<'rocm-smi'> = {
  tool: 'rocm-smi',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
