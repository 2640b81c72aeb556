import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const fabricManagerReader: ToolReader<'fabric-manager'> = {
  tool: 'fabric-manager',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const nicFirmwareReader: ToolReader<'nic-firmware'> = {
  tool: 'nic-firmware',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
