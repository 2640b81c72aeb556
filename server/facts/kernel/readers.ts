import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const cmdlineReader: ToolReader<'proc-cmdline'> = {
  tool: 'proc-cmdline',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const kernelsReader: ToolReader<'kernels'> = {
  tool: 'kernels',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const kernelLogReader: ToolReader<'kernel-log'> = {
  tool: 'kernel-log',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
