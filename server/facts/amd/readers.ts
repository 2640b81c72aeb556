import type { ToolReader } from '@/server/facts/tool-reader'
import { parseAmdSmi } from './parse-amd-smi'
import { parseRocmSmi } from './parse-rocm-smi'

export const amdSmiReader: ToolReader<'amd-smi'> = {
  tool: 'amd-smi',
  form: 'document',
  signs: [/^# amd-smi /m, /^\s*\[\s*\{\s*"gpu"\s*:\s*\d/, /^\s*\{\s*"gpu_data"\s*:/],
  parse: parseAmdSmi,
}

export const rocmSmiReader: ToolReader<'rocm-smi'> = {
  tool: 'rocm-smi',
  form: 'document',
  signs: [/^\{\s*"card\d{1,5}"\s*:/m, /^\{\s*"system"\s*:\s*\{\s*"(?:Driver version|\(Topology\) )/m],
  parse: parseRocmSmi,
}
