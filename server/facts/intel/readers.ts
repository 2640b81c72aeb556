import type { ToolReader } from '@/server/facts/tool-reader'
import { parseIntelGpuTop } from './parse-intel-gpu-top'
import { parseXpuDiscoveryCsv, parseXpuDiscoveryJson, parseXpuDiscoveryTable } from './parse-xpu-discovery'
import { parseXpuStats } from './parse-xpu-stats'
import { parseXpuTopology } from './parse-xpu-topology'
import { parseXpuVgpu } from './parse-xpu-vgpu'

export const xpuDiscoveryReader: ToolReader<'xpu-smi-discovery'> = {
  tool: 'xpu-smi-discovery',
  form: 'document',
  signs: [/^\s*\{\s*"device_list"\s*:/, /^\s*\{[^{}[\]]{0,4000}"pci_bdf_address"\s*:/],
  parse: parseXpuDiscoveryJson,
}

export const xpuDiscoveryTableReader: ToolReader<'xpu-smi-discovery'> = {
  tool: 'xpu-smi-discovery',
  form: 'lines',
  signs: [/^\| Device ID +\| Device Information +\|/m],
  parse: parseXpuDiscoveryTable,
}

export const xpuDiscoveryCsvReader: ToolReader<'xpu-smi-discovery'> = {
  tool: 'xpu-smi-discovery',
  form: 'lines',
  signs: [
    /^\s*Device ID,(?:Device Name|Vendor Name|UUID|Serial|Core|Stepping|Driver|GFX|PCI|OAM|Memory|Number)/,
  ],
  parse: parseXpuDiscoveryCsv,
}

export const xpuStatsReader: ToolReader<'xpu-smi-stats'> = {
  tool: 'xpu-smi-stats',
  form: 'lines',
  signs: [/^\| (?:EU Array Active|GPU Core Temperature|Compute Engine Util) \([C%]\) +\|/m],
  parse: parseXpuStats,
}

export const xpuVgpuReader: ToolReader<'xpu-smi-vgpu'> = {
  tool: 'xpu-smi-vgpu',
  form: 'lines',
  signs: [/^\| Device Information +\|\n\+-+\+\n\| PCI BDF Address: /m],
  parse: parseXpuVgpu,
}

export const xpuTopologyReader: ToolReader<'xpu-smi-topology'> = {
  tool: 'xpu-smi-topology',
  form: 'lines',
  signs: [/^[ \t|]*GPU \d+(?:\/\d+)?[ \t|].*CPU Affinity/m],
  // Links are whole once the CPUs after them have begun; the parser leaves those out.
  isWholeLine: (line) => /^GPU \d/.test(line),
  parse: parseXpuTopology,
}

export const intelGpuTopReader: ToolReader<'intel-gpu-top'> = {
  tool: 'intel-gpu-top',
  form: 'document',
  signs: [/^\s*(?:\[\s*)?\{\s*"period"\s*:\s*\{\s*"duration"/],
  parse: parseIntelGpuTop,
}
