import type { HostGpuDto } from '@/server/contracts/host'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'

/** One GPU twice told: the row that Berth keeps of it, and what the host's tools say now. */
export type GpuPair = {
  readonly key: string
  readonly row: HostGpuDto | null
  readonly facts: HostGpu | null
}

/**
 * Joins rows and facts by UUID, then by address. What only one side knows stays, with null for the other: a GPU
 * that left its host has no facts, one just seen may have no row yet. Present ones first, in the host's order.
 */
export function pairGpus(rows: readonly HostGpuDto[], facts: HostFacts['gpus']): GpuPair[] {
  const left = new Set(rows)
  const take = (match: (row: HostGpuDto) => boolean): HostGpuDto | null => {
    const found = [...left].find(match)
    if (found === undefined) return null
    left.delete(found)
    return found
  }
  // UUIDs of all GPUs come before any address: a slot may have changed hands.
  const byUuid = new Map(
    (facts ?? []).map((gpu) => [gpu, gpu.uuid === null ? null : take((row) => readUuid(row) === gpu.uuid)]),
  )
  const present = (facts ?? []).map((gpu): GpuPair => {
    const row =
      byUuid.get(gpu) ??
      take((candidate) => candidate.state !== 'gone' && candidate.address === gpu.pciAddress)
    return { key: row?.id ?? gpu.key, row, facts: gpu }
  })
  return [...present, ...[...left].map((row): GpuPair => ({ key: row.id, row, facts: null }))]
}

function readUuid(row: HostGpuDto): string | undefined {
  return row.identities.find((identity) => identity.kind === 'uuid' && identity.validTo === null)?.value
}
