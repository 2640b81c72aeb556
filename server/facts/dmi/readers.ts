import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'
import { parseDmi } from './parse-dmi'

export const dmiReader: ToolReader<'dmi'> = {
  tool: 'dmi',
  form: 'lines',
  signs: [/^\/sys\/(?:class\/dmi|devices\/virtual\/dmi)\/id\//m],
  parse: parseDmi,
}

export const dmidecodeReader: ToolReader<'dmidecode'> = {
  tool: 'dmidecode',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
