import type { HostFacts, HostPciFunction } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { comparePciAddresses } from '@/server/core/units/pci-address'
import { composeGpu } from './compose-gpu'
import type { FactJudge } from './fact-judge'
import { indexFunctions } from './function-index'
import { type GpuSighting, joinGpus } from './join-gpus'
import { indexPartitions } from './partition-index'
import { listSmiForms, type SmiForm } from './smi-forms'

/** Far above any host; what shows more has not told which GPUs there are, and would cost minutes. */
const MAX_GPUS = 1_024

/** GPUs, one row however many tools saw them. Null when no tool could have shown one, or one shows too many. */
export function composeGpus(
  parts: ToolParts,
  functions: HostPciFunction[] | null,
  machineKind: HostFacts['machineKind'],
  judge: FactJudge,
): HostGpu[] | null {
  const sightings = joinGpus(parts, functions, judge)
  if (sightings === null) return null
  if (sightings.length > MAX_GPUS) {
    reportTooMany(sightings, judge)
    return null
  }
  const [form] = listSmiForms(parts)
  if (form) reportLostGpus(form, parts, sightings, judge)
  const repeated = form ? reportRepeats(form, judge) : new Set<string>()
  const context = {
    parts,
    functions: indexFunctions(parts, functions ?? []),
    machineKind,
    repeatedUuids: repeated,
    partitions: indexPartitions(parts),
    judge,
  }
  return sightings.map((sighting) => composeGpu(sighting, context)).toSorted(compareGpus)
}

function reportTooMany(sightings: readonly GpuSighting[], judge: FactJudge): void {
  const counts = new Map<ToolId, number>()
  for (const { smi, pciTools } of sightings) {
    for (const tool of [...smi.map((one) => one.tool), ...pciTools]) {
      counts.set(tool, (counts.get(tool) ?? 0) + 1)
    }
  }
  const values = [...counts].map(([tool, count]) => ({ tool, value: count }))
  judge.record('gpuCountsDiffer', 'gpus', values)
}

/** A GPU bound to the nvidia driver that nvidia-smi does not show has fallen off; one that PCI lacks is worse. */
function reportLostGpus(
  { tool, facts }: SmiForm,
  parts: ToolParts,
  sightings: GpuSighting[],
  judge: FactJudge,
): void {
  const announced = facts.attachedGpus
  if (announced !== null && announced !== facts.gpus.length) {
    judge.record('gpuCountsDiffer', 'gpus', [
      { tool, value: `${announced} attached` },
      { tool, value: `${facts.gpus.length} shown` },
    ])
  }
  const pciTool = parts['sysfs-pci'] ? 'sysfs-pci' : 'lspci'
  if (!parts[pciTool]) return
  const inPci = sightings.filter(({ smi, fn }) => fn && (smi.length > 0 || fn.driver === 'nvidia'))
  const isWhole = sightings.every(({ smi, fn }) => (smi.length === 0 ? fn?.driver !== 'nvidia' : fn !== null))
  if (isWhole) return
  judge.record('gpuCountsDiffer', 'gpus', [
    { tool, value: facts.gpus.length },
    { tool: pciTool, value: inPci.length },
  ])
}

/** Anonymised and masked files show one UUID on several GPUs: there it names none of them. */
function reportRepeats({ tool, facts: { gpus } }: SmiForm, judge: FactJudge): Set<string> {
  const repeated = listRepeated(gpus.map((gpu) => gpu.uuid))
  for (const uuid of repeated) {
    const values = gpus.filter((gpu) => gpu.uuid === uuid).map((gpu) => ({ tool, value: gpu.busId }))
    judge.record('duplicateUuid', `gpus[${uuid}]`, values)
  }
  for (const address of listRepeated(gpus.map((gpu) => gpu.busId))) {
    judge.record('duplicateAddress', `gpus[${address}]`, [{ tool, value: address }])
  }
  return repeated
}

function listRepeated(values: (string | null)[]): Set<string> {
  const told = values.filter((value) => value !== null)
  return new Set(told.filter((value, position) => told.indexOf(value) !== position))
}

function compareGpus(a: HostGpu, b: HostGpu): number {
  if (a.pciAddress !== null && b.pciAddress !== null) return comparePciAddresses(a.pciAddress, b.pciAddress)
  if (a.pciAddress === null && b.pciAddress === null) return (a.index ?? 0) - (b.index ?? 0)
  return a.pciAddress === null ? 1 : -1
}
