import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const migProfilesReader: ToolReader<'nvidia-smi-mig-lgip'> = {
  tool: 'nvidia-smi-mig-lgip',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const migPlacementsReader: ToolReader<'nvidia-smi-mig-lgipp'> = {
  tool: 'nvidia-smi-mig-lgipp',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const gpuInstancesReader: ToolReader<'nvidia-smi-mig-lgi'> = {
  tool: 'nvidia-smi-mig-lgi',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const computeInstancesReader: ToolReader<'nvidia-smi-mig-lci'> = {
  tool: 'nvidia-smi-mig-lci',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
