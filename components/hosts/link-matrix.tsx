import { PlainTable } from '@/components/hosts/plain-table'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { GpuLinks } from '@/server/core/inventory/host-facts'
import type { TopoLink } from '@/server/core/inventory/tools/topo-facts'

/** What each word of `nvidia-smi topo -m` means, nearest first. */
const legend: readonly { readonly word: string; readonly meaning: string }[] = [
  { word: 'NV#', meaning: 'so many bonded NVLinks' },
  { word: 'PIX', meaning: 'at most one PCIe bridge' },
  { word: 'PXB', meaning: 'several PCIe bridges, no host bridge' },
  { word: 'PHB', meaning: 'a PCIe host bridge' },
  { word: 'NODE', meaning: 'between host bridges of one NUMA node' },
  { word: 'SYS', meaning: 'across NUMA nodes' },
]

/** How every GPU and NIC reaches every other. */
export function LinkMatrix({ links }: { readonly links: GpuLinks | null }) {
  if (links === null) {
    return (
      <Panel title="GPU links">
        <UnknownValue reason="nvidia-smi topo -m was not read from this host." />
      </Panel>
    )
  }
  return (
    <Panel
      title="GPU links"
      note={
        links.showsNvlink === false ? 'Asked for PCIe paths only: nothing is known of NVLink.' : undefined
      }
      flush
    >
      <PlainTable
        label="GPU link matrix"
        columns={[
          { key: 'device', header: 'From' },
          ...links.devices.map((device) => ({ key: device.label, header: device.label })),
        ]}
        rows={links.devices.map((device, row) => ({
          key: device.label,
          cells: [
            <span key="device" className="whitespace-nowrap">
              <span className="font-medium">{device.label}</span>
              {device.name !== null && device.name !== device.label && (
                <span className="text-ink-muted"> {device.name}</span>
              )}
            </span>,
            ...links.devices.map((_, column) => (
              <Link key={column} link={links.links[row]?.[column] ?? null} />
            )),
          ],
        }))}
      />
      <dl className="flex flex-wrap gap-x-4 gap-y-1 border-t px-3 py-2 text-xs text-ink-muted">
        {legend.map(({ word, meaning }) => (
          <div key={word} className="flex gap-1">
            <dt className="font-mono font-medium text-ink">{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Link({ link }: { readonly link: TopoLink | null }) {
  if (link === null) return <UnknownValue />
  if (link === 'X') return <span className="text-ink-muted">self</span>
  const strength = link.startsWith('NV') ? 'font-semibold' : link === 'SYS' ? 'text-warn' : ''
  return <span className={`font-mono text-xs ${strength}`}>{link}</span>
}
