import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'
import { parseTopo } from './parse-topo'

export const topoReader: ToolReader<'nvidia-smi-topo-m'> = {
  tool: 'nvidia-smi-topo-m',
  form: 'lines',
  signs: [
    /^[\t ]*GPU0(?:[\t ]+(?:GPU|NIC|mlx)\w*)*[\t ]+CPU Affinity\b/m,
    /^[\t ]*GPU0[\t ]+X[\t ]+(?:NV\d|PIX|PXB|PHB|NODE|SYS)\b/m,
  ],
  parse: parseTopo,
}

export const p2pReader: ToolReader<'nvidia-smi-topo-p2p'> = {
  tool: 'nvidia-smi-topo-p2p',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
