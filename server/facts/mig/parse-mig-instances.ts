import type {
  ComputeInstance,
  ComputeInstancesFacts,
  GpuInstance,
  GpuInstancesFacts,
} from '@/server/core/inventory/tools/mig-facts'
import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { type MigRow, readMigTable } from './read-mig-table'
import { readCount, readId, readPlacement } from './read-mig-value'

/** `nvidia-smi mig -lgi`: `0 MIG 3g.20gb 9 1 4:4`. Throws `PartRefusal`. */
export function parseGpuInstances(text: string, issues: IssueList): GpuInstancesFacts {
  const { rows } = readMigTable(text, 'GPU instances', issues)
  const instances = rows.flatMap((row): GpuInstance[] => {
    const [gpu, name, profile, instance, placement] = row.words
    const gpuIndex = readId(gpu)
    const gpuInstanceId = readId(instance)
    if (gpuIndex === null || gpuInstanceId === null || row.words.length > 5) return rejectRow(row, issues)
    return [
      {
        gpuIndex,
        profileName: readText(name ?? null),
        profileId: readCount(profile, 'profile', row.line, issues),
        gpuInstanceId,
        ...readPlacement(placement, row.line, issues),
      },
    ]
  })
  return {
    instances: keepFirst(instances, (each) => `GPU ${each.gpuIndex}, GI ${each.gpuInstanceId}`, issues),
  }
}

/** `nvidia-smi mig -lci`: `0 1 MIG 1c.3g.20gb 0 2 2:1`, early drivers without the placement. Throws `PartRefusal`. */
export function parseComputeInstances(text: string, issues: IssueList): ComputeInstancesFacts {
  const { rows } = readMigTable(text, 'Compute instances', issues)
  const instances = rows.flatMap((row): ComputeInstance[] => {
    const [gpu, gpuInstance, name, profile, instance, placement] = row.words
    const gpuIndex = readId(gpu)
    const gpuInstanceId = readId(gpuInstance)
    const computeInstanceId = readId(instance)
    if (gpuIndex === null || gpuInstanceId === null || computeInstanceId === null || row.words.length > 6) {
      return rejectRow(row, issues)
    }
    return [
      {
        gpuIndex,
        gpuInstanceId,
        profileName: readText(name ?? null),
        profileId: readCount(profile, 'profile', row.line, issues),
        computeInstanceId,
        ...readPlacement(placement, row.line, issues),
      },
    ]
  })
  const describe = (each: ComputeInstance) =>
    `GPU ${each.gpuIndex}, GI ${each.gpuInstanceId}, CI ${each.computeInstanceId}`
  return { instances: keepFirst(instances, describe, issues) }
}

function rejectRow(row: MigRow, issues: IssueList): [] {
  issues.add('raggedRow', row.line, row.words.join(' '))
  return []
}

/** Ids are unique where they are handed out; a second one would count its slices twice. */
function keepFirst<T>(instances: T[], describe: (each: T) => string, issues: IssueList): T[] {
  const seen = new Set<string>()
  return instances.filter((each) => {
    const key = describe(each)
    if (seen.has(key)) issues.add('duplicate', null, key)
    return !seen.has(key) && seen.add(key)
  })
}
