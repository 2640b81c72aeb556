import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const xpuDiscoveryReader: ToolReader<'xpu-smi-discovery'> = {
  tool: 'xpu-smi-discovery',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const xpuStatsReader: ToolReader<'xpu-smi-stats'> = {
  tool: 'xpu-smi-stats',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const xpuVgpuReader: ToolReader<'xpu-smi-vgpu'> = {
  tool: 'xpu-smi-vgpu',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const xpuTopologyReader: ToolReader<'xpu-smi-topology'> = {
  tool: 'xpu-smi-topology',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const intelGpuTopReader: ToolReader<'intel-gpu-top'> = {
  tool: 'intel-gpu-top',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
