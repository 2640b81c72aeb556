import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const sysfsMdevReader: ToolReader<'sysfs-mdev'> = {
  tool: 'sysfs-mdev',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const mdevctlTypesReader: ToolReader<'mdevctl-types'> = {
  tool: 'mdevctl-types',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const mdevctlListReader: ToolReader<'mdevctl-list'> = {
  tool: 'mdevctl-list',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
