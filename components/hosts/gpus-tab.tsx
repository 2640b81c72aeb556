'use client'

import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { pairGpus } from '@/components/hosts/gpu-pairs'
import { GpuPanel } from '@/components/hosts/gpu-panel'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { isOccupancyTold, listOfGpu } from '@/components/hosts/occupancy/occupancy-groups'
import { useAllocations } from '@/components/hosts/occupancy/use-allocations'
import { useAnchor } from '@/components/hosts/use-anchor'
import { Banner } from '@/components/ui/banner'
import { EmptyState } from '@/components/ui/empty-state'

export function GpusTab() {
  const host = useHost()
  const { facts } = host
  const allocations = useAllocations(host.id).data?.items ?? null
  useAnchor()
  if (facts === null && host.gpus.length === 0) return <NoFacts host={host} />
  const pairs = pairGpus(host.gpus, facts?.gpus ?? null)
  const isGuest = facts?.machineKind === 'guest'
  return (
    <>
      {facts !== null && facts.gpus === null && (
        <Banner tone="unknown">
          Which GPUs this host has is not known. {explainUnknown(host.tools, toolsOfSection.gpus)}
        </Banner>
      )}
      {isGuest && (
        <Banner tone="info">
          This host is a guest: its GPUs belong to the hypervisor below, and their links are virtual.
        </Banner>
      )}
      {facts !== null && facts.gpus !== null && pairs.length === 0 && (
        <EmptyState
          title="This host has no GPUs"
          next="Its tools looked and found none. It still counts as a host, with its CPUs and memory."
        />
      )}
      {pairs.map((pair) => (
        <GpuPanel
          key={pair.key}
          slug={host.slug}
          pair={pair}
          tools={host.tools}
          isGuest={isGuest}
          holders={allocations && pair.row && listOfGpu(allocations, pair.row.id)}
          isOccupancyTold={isOccupancyTold(facts)}
        />
      ))}
    </>
  )
}
