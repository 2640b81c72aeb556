import type { ToolReader } from '@/server/facts/tool-reader'
import { parseP2p } from './parse-p2p'
import { parseTopo } from './parse-topo'

export const topoReader: ToolReader<'nvidia-smi-topo-m'> = {
  tool: 'nvidia-smi-topo-m',
  form: 'lines',
  signs: [
    /^[\t ]*GPU0(?:[\t ]+(?:GPU|NIC|mlx)\w*)*[\t ]+CPU Affinity\b/m,
    /^[\t ]*GPU0[\t ]+X[\t ]+(?:NV\d|PIX|PXB|PHB|NODE|SYS|SOC)\b/m,
  ],
  parse: parseTopo,
}

export const p2pReader: ToolReader<'nvidia-smi-topo-p2p'> = {
  tool: 'nvidia-smi-topo-p2p',
  form: 'lines',
  signs: [/^[\t ]*GPU0[\t ]+X[\t ]+(?:OK|CNS|GNS|TNS|NS|DR|U)\b/m, /^[\t ]*OK[\t ]+= Status Ok\b/m],
  parse: parseP2p,
}
