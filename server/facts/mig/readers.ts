import type { ToolReader } from '@/server/facts/tool-reader'
import { parseComputeInstances, parseGpuInstances } from './parse-mig-instances'
import { isWholePlacementLine, parseMigPlacements } from './parse-mig-placements'
import { parseMigProfiles } from './parse-mig-profiles'
import { isWholeMigLine } from './read-mig-table'

export const migProfilesReader: ToolReader<'nvidia-smi-mig-lgip'> = {
  tool: 'nvidia-smi-mig-lgip',
  form: 'lines',
  signs: [/^[ \t]*\|+[ \t]*GPU instance profiles:/m],
  isWholeLine: isWholeMigLine,
  parse: parseMigProfiles,
}

export const migPlacementsReader: ToolReader<'nvidia-smi-mig-lgipp'> = {
  tool: 'nvidia-smi-mig-lgipp',
  form: 'lines',
  signs: [/^[ \t]*GPU +\d+ +Profile ID +\d+ +Placements? *:/m],
  isWholeLine: isWholePlacementLine,
  parse: parseMigPlacements,
}

export const gpuInstancesReader: ToolReader<'nvidia-smi-mig-lgi'> = {
  tool: 'nvidia-smi-mig-lgi',
  form: 'lines',
  signs: [/^[ \t]*\|+[ \t]*GPU instances:/m, /^[ \t]*No GPU instances found\b/m],
  isWholeLine: isWholeMigLine,
  parse: parseGpuInstances,
}

export const computeInstancesReader: ToolReader<'nvidia-smi-mig-lci'> = {
  tool: 'nvidia-smi-mig-lci',
  form: 'lines',
  signs: [/^[ \t]*\|+[ \t]*Compute instances:/m, /^[ \t]*No compute instances found\b/im],
  isWholeLine: isWholeMigLine,
  parse: parseComputeInstances,
}
