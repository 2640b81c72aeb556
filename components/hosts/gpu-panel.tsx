import { LinkBadge } from '@/components/hardware/link-badge'
import { NumaBadge } from '@/components/hardware/numa-badge'
import type { GpuPair } from '@/components/hosts/gpu-pairs'
import { buildGpuRows } from '@/components/hosts/gpu-rows'
import { readGpuLink } from '@/components/hosts/pcie-tree'
import { PlainTable } from '@/components/hosts/plain-table'
import { nameTool } from '@/components/hosts/tool-names'
import { IdLink } from '@/components/ui/id-link'
import { KeyValueList } from '@/components/ui/key-value-list'
import { Panel, Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { HostGpuDto, HostToolDto } from '@/server/contracts/host'

export type GpuPanelProps = {
  readonly pair: GpuPair
  readonly tools: readonly HostToolDto[]
  readonly isGuest: boolean
}

/** One GPU: what it is by which evidence, and what it says of itself. */
export function GpuPanel({ pair, tools, isGuest }: GpuPanelProps) {
  const { row, facts } = pair
  const address = facts?.pciAddress ?? row?.address ?? 'no address'
  const index = facts?.index ?? null
  const model = facts?.productName ?? row?.model ?? 'model unknown'
  const { judged, ...link } = facts === null ? { judged: 'idle' as const } : readGpuLink(facts, isGuest)
  return (
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
        {facts !== null && (
          <KeyValueList label={`Facts of the GPU at ${address}`} rows={buildGpuRows(facts, tools)} />
        )}
        {row === null ? (
          <p className="text-sm text-ink-muted">Berth has no row for it yet; the next delivery makes one.</p>
        ) : (
          <Identities row={row} address={address} />
        )}
      </div>
    </Panel>
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

function Identities({ row, address }: { readonly row: HostGpuDto; readonly address: string }) {
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
                by {nameTool(identity.source)}, {Math.round(identity.confidence * 100)} % sure
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

const identityWords: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  serial: 'Board serial',
  hostAddress: 'Slot',
  pciDevice: 'PCI device',
  pciSubsystem: 'PCI subsystem',
  moduleId: 'Module',
}
