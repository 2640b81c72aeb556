import { LinkBadge } from '@/components/hardware/link-badge'
import { NumaBadge } from '@/components/hardware/numa-badge'
import { FactList } from '@/components/hosts/fact-list'
import { buildGpuAnchor } from '@/components/hosts/gpu-anchor'
import { buildGpuHealthRows } from '@/components/hosts/gpu-health-rows'
import type { GpuPair } from '@/components/hosts/gpu-pairs'
import { buildGpuRows, makeGpuRows } from '@/components/hosts/gpu-rows'
import { GpuHolders } from '@/components/hosts/occupancy/gpu-holders'
import { hasMig, hasVgpu } from '@/components/hosts/partitions/has-partitions'
import { MigSection } from '@/components/hosts/partitions/mig-section'
import { VgpuSection } from '@/components/hosts/partitions/vgpu-section'
import { readGpuLink } from '@/components/hosts/pcie-tree'
import { PlainTable } from '@/components/hosts/plain-table'
import { writeDevice } from '@/components/hosts/raw/find-term'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { ToolLink } from '@/components/hosts/tool-link'
import { IdLink } from '@/components/ui/id-link'
import { Panel, Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { AllocationDto } from '@/server/contracts/allocation'
import type { HostGpuDto, HostToolDto } from '@/server/contracts/host'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'

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
                <Identities row={row} address={address} slug={slug} />
                {row.state !== 'gone' && (
                  <GpuHolders holders={holders} gpuId={row.id} isTold={isOccupancyTold} />
                )}
              </>
            )}
            {facts !== null && (
              <>
                <Section title="Health and limits">
                  <FactList
                    label={`Health and limits of the GPU at ${address}`}
                    slug={slug}
                    rows={buildGpuHealthRows(facts, makeGpuRows({ slug, gpu: facts, tools }))}
                  />
                </Section>
                {hasMig(facts) && <MigSection gpu={facts} name={`the GPU at ${address}`} />}
                {hasVgpu(facts) && <VgpuSection gpu={facts} name={`the GPU at ${address}`} />}
              </>
            )}
          </div>
        </div>
      </Panel>
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

type IdentitiesProps = { readonly row: HostGpuDto; readonly address: string; readonly slug: string }

function Identities({ row, address, slug }: IdentitiesProps) {
  return (
    <Section
      title="Identity"
      note={
        <>
          first seen <RelativeTime at={row.firstSeenAt} />, last <RelativeTime at={row.lastSeenAt} />
        </>
      }
    >
      <PlainTable
        label={`Identities of the GPU at ${address}`}
        columns={[
          { key: 'kind', header: 'Kind' },
          { key: 'value', header: 'Value' },
          { key: 'valid', header: 'Since', align: 'end' },
        ]}
        rows={row.identities.map((identity) => ({
          key: `${identity.kind}:${identity.value}:${identity.validFrom.getTime()}`,
          cells: [
            <span key="kind" className={identity.validTo === null ? undefined : 'text-ink-muted'}>
              {identityWords[identity.kind] ?? identity.kind}
            </span>,
            <span key="value">
              <IdLink id={identity.value} />
              <span className="block text-xs text-ink-muted">
                by <IdentitySource slug={slug} identity={identity} />, {Math.round(identity.confidence * 100)}{' '}
                % sure
              </span>
            </span>,
            <span key="valid">
              <RelativeTime at={identity.validFrom} />
              {identity.validTo !== null && (
                <span className="text-ink-muted">
                  , until <RelativeTime at={identity.validTo} />
                </span>
              )}
            </span>,
          ],
        }))}
      />
    </Section>
  )
}

type IdentitySourceProps = {
  readonly slug: string
  readonly identity: HostGpuDto['identities'][number]
}

/** The tool that named it; a past identity may no longer stand in its present output. */
function IdentitySource({ slug, identity: { source, value, validTo } }: IdentitySourceProps) {
  const find = isToolId(source) ? writeDevice(source, value) : value
  return <ToolLink slug={slug} tool={source} find={find} isKept={validTo === null} />
}

const identityWords: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  serial: 'Board serial',
  hostAddress: 'Slot',
  pciDevice: 'PCI device',
  pciSubsystem: 'PCI subsystem',
  moduleId: 'Module',
}
