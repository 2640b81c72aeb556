import type { ToolReader } from '@/server/facts/tool-reader'
import { parseNumactl } from './parse-numactl'

export const numactlReader: ToolReader<'numactl'> = {
  tool: 'numactl',
  form: 'lines',
  signs: [/^available: \d+ nodes? \(|^node \d+ cpus:/m],
  parse: parseNumactl,
}
