import { LinkBadge } from '@/components/hardware/link-badge'
import { NumaBadge } from '@/components/hardware/numa-badge'
import { FactList } from '@/components/hosts/fact-list'
import { buildGpuAnchor } from '@/components/hosts/gpu-anchor'
import { buildGpuHealthRows } from '@/components/hosts/gpu-health-rows'
import { GpuIdentities } from '@/components/hosts/gpu-identities'
import type { GpuPair } from '@/components/hosts/gpu-pairs'
import { buildGpuRows, makeGpuRows } from '@/components/hosts/gpu-rows'
import { GpuHolders } from '@/components/hosts/occupancy/gpu-holders'
import { hasMig, hasVgpu } from '@/components/hosts/partitions/has-partitions'
import { MigSection } from '@/components/hosts/partitions/mig-section'
import { VgpuSection } from '@/components/hosts/partitions/vgpu-section'
import { readGpuLink } from '@/components/hosts/pcie-tree'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { Panel, Section } from '@/components/ui/panel'
import { StatusChip } from '@/components/ui/status-chip'
import type { AllocationDto } from '@/server/contracts/allocation'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostGpu } from '@/server/core/inventory/host-gpu'

export type GpuPanelProps = {
  readonly slug: string
  readonly pair: GpuPair
  readonly tools: readonly HostToolDto[]
  readonly isGuest: boolean
  /** Of this GPU; null while they are not known. */
  readonly holders: readonly AllocationDto[] | null
  /** Whether any tool told what runs on the host. */
  readonly isOccupancyTold: boolean
}

/** One GPU: what it is by which evidence, and what it says of itself. */
export function GpuPanel({ slug, pair, tools, isGuest, holders, isOccupancyTold }: GpuPanelProps) {
  const { row, facts } = pair
  const address = facts?.pciAddress ?? row?.address ?? 'no address'
  const index = facts?.index ?? null
  const model = facts?.productName ?? row?.model ?? 'model unknown'
  const { judged, ...link } = facts === null ? { judged: 'idle' as const } : readGpuLink(facts, isGuest)
  return (
    <div id={row === null ? undefined : buildGpuAnchor(row.id)} className="scroll-mt-16">
      <Panel
        title={
          <>
            {index === null ? 'GPU' : `GPU ${index}`} · {model}{' '}
            <span className="font-mono text-sm font-normal text-ink-muted">{address}</span>
          </>
        }
        actions={
          <>
            <GpuStateChip pair={pair} />
            {facts !== null && <NumaBadge node={facts.numaNode} />}
            {'width' in link && (
              <LinkBadge {...link} judged={judged} unknownReason="No tool told the PCIe link of this GPU." />
            )}
          </>
        }
      >
        <div className="grid gap-4 xl:grid-cols-2">
          {facts !== null && <GpuFacts slug={slug} gpu={facts} tools={tools} address={address} />}
          <div className="flex min-w-0 flex-col gap-4">
            {row === null ? (
              <p className="text-sm text-ink-muted">
                Berth has no row for it yet; the next delivery makes one.
              </p>
            ) : (
              <>
                <GpuIdentities row={row} address={address} slug={slug} />
                {row.state !== 'gone' && (
                  <GpuHolders holders={holders} gpuId={row.id} isTold={isOccupancyTold} />
                )}
              </>
            )}
            {facts !== null && (
              <Section title="Health and limits">
                <FactList
                  label={`Health and limits of the GPU at ${address}`}
                  slug={slug}
                  rows={buildGpuHealthRows(facts, makeGpuRows({ slug, gpu: facts, tools }))}
                />
              </Section>
            )}
          </div>
          {facts !== null && <Partitions gpu={facts} name={`the GPU at ${address}`} />}
        </div>
      </Panel>
    </div>
  )
}

function Partitions({ gpu, name }: { readonly gpu: HostGpu; readonly name: string }) {
  if (!hasMig(gpu) && !hasVgpu(gpu)) return null
  return (
    <div className="flex min-w-0 flex-col gap-4 xl:col-span-2">
      {hasMig(gpu) && <MigSection gpu={gpu} name={name} />}
      {hasVgpu(gpu) && <VgpuSection gpu={gpu} name={name} />}
    </div>
  )
}

type GpuFactsProps = {
  readonly slug: string
  readonly gpu: HostGpu
  readonly tools: readonly HostToolDto[]
  readonly address: string
}

function GpuFacts({ slug, gpu, tools, address }: GpuFactsProps) {
  return (
    <div className="min-w-0">
      <FactList
        label={`Facts of the GPU at ${address}`}
        slug={slug}
        rows={buildGpuRows(gpu, makeGpuRows({ slug, gpu, tools }))}
      />
      <p className="mt-2 text-xs text-ink-muted">
        Everything told of it
        <SourcesLink
          slug={slug}
          path={`gpus[${gpu.key}]`}
          isFact={false}
          label="Everything told of this GPU"
        />
      </p>
    </div>
  )
}

function GpuStateChip({ pair: { row, facts } }: { readonly pair: GpuPair }) {
  if (row?.state === 'gone') return <StatusChip tone="drained">gone</StatusChip>
  if (row?.state === 'provisional' || (row === null && facts?.isProvisional)) {
    return (
      <StatusChip tone="unknown" title="No UUID is known: it is told by its slot and device id only.">
        provisional
      </StatusChip>
    )
  }
  return row === null ? null : (
    <StatusChip tone="ok" title="Its UUID proves which GPU it is.">
      proved
    </StatusChip>
  )
}
