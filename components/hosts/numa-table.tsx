import { NumaBadge } from '@/components/hardware/numa-badge'
import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { PlainTable } from '@/components/hosts/plain-table'
import { SectionSources } from '@/components/hosts/section-sources'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { Bytes } from '@/components/ui/number-with-unit'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFacts, HostNumaNode } from '@/server/core/inventory/host-facts'
import type { Mib } from '@/server/core/units/mib'

export type NumaTableProps = {
  readonly slug: string
  readonly facts: HostFacts
  readonly tools: readonly HostToolDto[]
}

export function NumaTable({ slug, facts, tools }: NumaTableProps) {
  if (facts.numaNodes === null) {
    return (
      <Panel title="NUMA nodes">
        <UnknownValue reason={explainUnknown(tools, toolsOfSection.numaNodes)} />
      </Panel>
    )
  }
  return (
    <Panel
      title="NUMA nodes"
      note={<SectionSources slug={slug} facts={facts} tools={tools} section="numaNodes" />}
      flush
    >
      <PlainTable
        label="NUMA nodes"
        columns={[
          { key: 'id', header: 'Node' },
          { key: 'cpus', header: 'CPUs' },
          { key: 'memory', header: 'Memory', align: 'end' },
          { key: 'free', header: 'Free', align: 'end' },
          { key: 'hugepages', header: 'Huge pages' },
          { key: 'distances', header: 'Distance to other nodes' },
        ]}
        rows={facts.numaNodes.map((node) => ({
          key: String(node.id),
          cells: [
            <span key="id" className="whitespace-nowrap">
              <NumaBadge node={node.id} kind={node.kind === 'unknown' ? undefined : node.kind} />
              <SourcesLink
                slug={slug}
                path={`numaNodes[${node.id}]`}
                isFact={false}
                label={`What every tool said of NUMA node ${node.id}`}
              />
            </span>,
            node.cpus === null ? (
              <UnknownValue key="cpus" />
            ) : (
              <span key="cpus" className="font-mono text-xs break-all">
                {node.cpus === '' ? 'none' : node.cpus}
              </span>
            ),
            <MibBytes key="memory" mib={node.memoryTotalMib} />,
            <MibBytes key="free" mib={node.reading.memoryFreeMib} />,
            <Hugepages key="hugepages" node={node} />,
            <Distances key="distances" node={node} />,
          ],
        }))}
      />
    </Panel>
  )
}

export function MibBytes({ mib }: { readonly mib: Mib | null }) {
  return <Bytes bytes={mib === null ? null : mib * 1024 * 1024} />
}

/** `1 GiB: 64 of 128 free`, a size a line. */
export function Hugepages({ node }: { readonly node: HostNumaNode }) {
  if (node.hugepages === null) return <UnknownValue />
  const used = node.hugepages.filter(({ total }) => total === null || total > 0)
  if (used.length === 0) return <span className="text-ink-muted">none set aside</span>
  return (
    <ul className="flex flex-col">
      {used.map(({ sizeKib, total }) => {
        const free = node.reading.hugepagesFree?.find((entry) => entry.sizeKib === sizeKib)?.free ?? null
        return (
          <li key={sizeKib} className="whitespace-nowrap">
            <Bytes bytes={sizeKib * 1024} />: {free === null ? <UnknownValue /> : free} of{' '}
            {total === null ? <UnknownValue /> : total} free
          </li>
        )
      })}
    </ul>
  )
}

function Distances({ node }: { readonly node: HostNumaNode }) {
  if (node.distances === null) return <UnknownValue />
  const others = node.distances.filter(({ id }) => id !== node.id)
  if (others.length === 0) return <span className="text-ink-muted">the only node</span>
  return <>{others.map(({ id, distance }) => `${id}: ${distance}`).join(' · ')}</>
}
