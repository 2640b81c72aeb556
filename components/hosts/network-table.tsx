import { NumaBadge } from '@/components/hardware/numa-badge'
import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { PlainTable } from '@/components/hosts/plain-table'
import { SectionSources } from '@/components/hosts/section-sources'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFacts } from '@/server/core/inventory/host-facts'

export type NetworkTableProps = {
  readonly slug: string
  readonly facts: HostFacts
  readonly tools: readonly HostToolDto[]
}

/** Network adapters with what their firmware must match. */
export function NetworkTable({ slug, facts, tools }: NetworkTableProps) {
  const adapters = facts.networkAdapters
  if (adapters === null || adapters.length === 0) {
    return (
      <Panel title="Network adapters">
        {adapters === null ? (
          <UnknownValue reason={explainUnknown(tools, toolsOfSection.networkAdapters)} />
        ) : (
          <p className="text-sm text-ink-muted">None were told.</p>
        )}
      </Panel>
    )
  }
  return (
    <Panel
      title="Network adapters"
      note={<SectionSources slug={slug} facts={facts} tools={tools} section="networkAdapters" />}
      flush
    >
      <PlainTable
        label="Network adapters"
        columns={[
          { key: 'label', header: 'Adapter' },
          { key: 'address', header: 'Address' },
          { key: 'numa', header: 'NUMA' },
          { key: 'driver', header: 'Driver' },
          { key: 'firmware', header: 'Firmware' },
          { key: 'board', header: 'Board id' },
        ]}
        rows={adapters.map((adapter) => ({
          key: `${adapter.kind}:${adapter.label}`,
          cells: [
            <span key="label" className="whitespace-nowrap">
              <span className="font-mono text-xs">{adapter.label}</span>
              {adapter.kind === 'rdma' && <span className="text-ink-muted"> RDMA</span>}
              <SourcesLink
                slug={slug}
                path={`networkAdapters[${adapter.label}]`}
                isFact={false}
                label={`What every tool said of ${adapter.label}`}
              />
            </span>,
            adapter.address === null ? (
              <UnknownValue key="address" />
            ) : (
              <span key="address" className="font-mono text-xs">
                {adapter.address}
              </span>
            ),
            <NumaBadge key="numa" node={adapter.numaNode} />,
            adapter.driver === null ? (
              <UnknownValue key="driver" />
            ) : (
              <span key="driver" className="whitespace-nowrap">
                {adapter.driver} {adapter.driverVersion}
              </span>
            ),
            adapter.firmwareVersion ?? <UnknownValue key="firmware" />,
            adapter.boardId ?? <UnknownValue key="board" />,
          ],
        }))}
      />
    </Panel>
  )
}
