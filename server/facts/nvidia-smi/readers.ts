import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'
import { parseNvidiaSmi } from './parse-nvidia-smi'

export const nvidiaSmiXmlReader: ToolReader<'nvidia-smi-q-x'> = {
  tool: 'nvidia-smi-q-x',
  form: 'document',
  signs: [/<nvidia_smi_log\b|<!DOCTYPE\s+nvidia_smi_log\b/],
  parse: parseNvidiaSmi,
}

export const nvidiaSmiTextReader: ToolReader<'nvidia-smi-q'> = {
  tool: 'nvidia-smi-q',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const nvidiaSmiQueryReader: ToolReader<'nvidia-smi-query-gpu'> = {
  tool: 'nvidia-smi-query-gpu',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const nvidiaSmiTableReader: ToolReader<'nvidia-smi'> = {
  tool: 'nvidia-smi',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const nvidiaSmiListReader: ToolReader<'nvidia-smi-l'> = {
  tool: 'nvidia-smi-l',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
