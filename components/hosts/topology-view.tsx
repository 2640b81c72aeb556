'use client'

import { NumaBadge } from '@/components/hardware/numa-badge'
import { CoreSquares } from '@/components/hosts/core-squares'
import { useHost } from '@/components/hosts/host-provider'
import { LinkMatrix } from '@/components/hosts/link-matrix'
import { NoFacts } from '@/components/hosts/no-facts'
import { Hugepages } from '@/components/hosts/numa-table'
import { PcieRoots } from '@/components/hosts/pcie-branches'
import { SectionSources } from '@/components/hosts/section-sources'
import { buildTopology, type NumaBox, type Topology } from '@/components/hosts/topology-model'
import { Banner } from '@/components/ui/banner'
import { formatBytes } from '@/components/ui/format-number'
import { MeterBar } from '@/components/ui/meter-bar'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'

/** Sockets, NUMA nodes and what hangs below each; the tables on this and the other tabs say the same in rows. */
export function TopologyView() {
  const host = useHost()
  if (host.facts === null) return <NoFacts host={host} />
  const { facts } = host
  const topology = buildTopology(facts)
  return (
    <>
      {facts.machineKind === 'guest' && (
        <Banner tone="info">
          This host is a guest. Its sockets, NUMA nodes and PCIe links are those that its hypervisor shows it,
          so links are not judged here.
        </Banner>
      )}
      {facts.numaNodes === null && (
        <Banner tone="unknown">
          No tool told the NUMA nodes of this host: where its devices are is not known.
        </Banner>
      )}
      <p className="text-sm text-ink-muted">{groupingWords[topology.grouping]}</p>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {topology.groups.map((group) => {
          const key = group.boxes.map((box) => box.node.id).join('-')
          const boxes = group.boxes.map((box) => <NumaBoxView key={box.node.id} box={box} />)
          if (group.label === null) {
            return (
              <div key={key} className="flex min-w-0 flex-col gap-3">
                {boxes}
              </div>
            )
          }
          return (
            <section
              key={key}
              aria-label={group.label}
              className="flex min-w-0 flex-col gap-3 rounded-md border border-line-strong p-3"
            >
              <p aria-hidden className="text-xs font-medium text-ink-muted">
                {group.label}
              </p>
              {boxes}
            </section>
          )
        })}
      </div>
      <UnplacedDevices topology={topology} />
      {topology.deviceCount === 0 && facts.pciFunctions !== null && (
        <p className="text-sm text-ink-muted">No GPUs, network or NVMe devices were found.</p>
      )}
      <LinkMatrix
        links={facts.gpuLinks}
        source={<SectionSources slug={host.slug} facts={facts} tools={host.tools} section="gpuLinks" />}
      />
    </>
  )
}

const groupingWords: Readonly<Record<Topology['grouping'], string>> = {
  one: 'One socket holds every NUMA node.',
  each: 'As many sockets as NUMA nodes with CPUs: each node is drawn as a socket of its own.',
  distances: 'Nodes are grouped into sockets by their distances; no tool names the socket of a node.',
  unknown: 'Which socket a NUMA node belongs to was not told.',
}

function NumaBoxView({ box }: { readonly box: NumaBox }) {
  const { node } = box
  const title = `NUMA node ${node.id}`
  return (
    <Panel
      title={title}
      note={
        node.kind === 'unknown' ? (
          <UnknownValue word="kind unknown" reason="It has neither CPUs nor memory that a tool told." />
        ) : (
          node.kind !== 'cpu' && <NumaBadge node={node.id} kind={node.kind} />
        )
      }
    >
      <div className="flex flex-col gap-3">
        <CoreSquares coreCount={box.coreCount} threadCount={box.threadCount} />
        <MemoryMeter box={box} />
        <div className="flex gap-1 text-xs text-ink-muted">
          Huge pages: <Hugepages node={node} />
        </div>
        {box.devices.length === 0 ? (
          <p className="text-sm text-ink-muted">No GPU, network or NVMe device is here.</p>
        ) : (
          <PcieRoots roots={box.roots} label={`PCIe devices of ${title}`} />
        )}
      </div>
    </Panel>
  )
}

function MemoryMeter({ box: { node } }: { readonly box: NumaBox }) {
  const total = node.memoryTotalMib
  const free = node.reading.memoryFreeMib
  if (total === null) {
    return (
      <p className="text-xs text-ink-muted">
        Memory: <UnknownValue />
      </p>
    )
  }
  const size = formatBytes(total * 1024 * 1024)
  if (free === null) return <p className="text-xs text-ink-muted">{size} memory, use unknown</p>
  const used = total - free
  return (
    <MeterBar
      label={`Memory in use on NUMA node ${node.id}`}
      value={used}
      max={total}
      text={`${formatBytes(used * 1024 * 1024)} of ${size}`}
    />
  )
}

function UnplacedDevices({ topology: { unplaced } }: { readonly topology: Topology }) {
  if (unplaced.devices.length === 0) return null
  return (
    <Panel
      title="On no known NUMA node"
      note="Firmware names no node for these devices. They are not on node 0."
    >
      <PcieRoots roots={unplaced.roots} label="PCIe devices on no known NUMA node" />
    </Panel>
  )
}
