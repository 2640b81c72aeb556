import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const expositionReader: ToolReader<'prometheus'> = {
  tool: 'prometheus',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
