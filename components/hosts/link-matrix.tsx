'use client'

import { type ReactNode, useState } from 'react'
import { PlainTable } from '@/components/hosts/plain-table'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { GpuLinks } from '@/server/core/inventory/host-facts'
import type { P2pStatus } from '@/server/core/inventory/tools/p2p-facts'
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

/** What the words of `nvidia-smi topo -p2p` mean. */
const p2pLegend: typeof legend = [
  { word: 'OK', meaning: 'each reads the other’s memory' },
  { word: 'CNS', meaning: 'chipset does not support it' },
  { word: 'GNS', meaning: 'GPU does not support it' },
  { word: 'TNS', meaning: 'topology does not support it' },
  { word: 'DR', meaning: 'disabled by a registry key' },
  { word: 'NS', meaning: 'not supported' },
  { word: 'U', meaning: 'the tool does not know' },
]

type MatrixView = 'path' | 'p2p'

export type LinkMatrixProps = { readonly links: GpuLinks | null; readonly source?: ReactNode }

/** How every GPU and NIC reaches every other, and which GPUs may read each other's memory. */
export function LinkMatrix({ links, source }: LinkMatrixProps) {
  const [view, setView] = useState<MatrixView>('path')
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
        <>
          {source}
          {links.showsNvlink === false && ' Asked for PCIe paths only: nothing is known of NVLink.'}
        </>
      }
      actions={<ViewChoice view={view} onView={setView} />}
      flush
    >
      {view === 'p2p' && <P2pTable links={links} />}
      {view === 'path' && (
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
      )}
      <dl className="flex flex-wrap gap-x-4 gap-y-1 border-t px-3 py-2 text-xs text-ink-muted">
        {(view === 'path' ? legend : p2pLegend).map(({ word, meaning }) => (
          <div key={word} className="flex gap-1">
            <dt className="font-mono font-medium text-ink">{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

type ViewChoiceProps = { readonly view: MatrixView; readonly onView: (view: MatrixView) => void }

function ViewChoice({ view, onView }: ViewChoiceProps) {
  return (
    <Button
      size="small"
      aria-pressed={view === 'p2p'}
      onClick={() => onView(view === 'p2p' ? 'path' : 'p2p')}
    >
      {view === 'p2p' ? 'Show paths' : 'Show peer to peer'}
    </Button>
  )
}

function P2pTable({ links: { devices, p2p } }: { readonly links: GpuLinks }) {
  const gpus = devices.filter(({ kind }) => kind === 'gpu')
  if (p2p === null) {
    return (
      <p className="p-3 text-sm">
        <UnknownValue reason="nvidia-smi topo -p2p r was not read from this host." />
      </p>
    )
  }
  return (
    <PlainTable
      label="GPU peer to peer matrix"
      columns={[
        { key: 'device', header: 'From' },
        ...gpus.map((gpu) => ({ key: gpu.label, header: gpu.label })),
      ]}
      rows={gpus.map((gpu, row) => ({
        key: gpu.label,
        cells: [
          <span key="device" className="font-medium">
            {gpu.label}
          </span>,
          ...gpus.map((_, column) => <Peer key={column} status={p2p[row]?.[column] ?? null} />),
        ],
      }))}
    />
  )
}

function Peer({ status }: { readonly status: P2pStatus | null }) {
  if (status === null || status === 'U') return <UnknownValue />
  if (status === 'X') return <span className="text-ink-muted">self</span>
  return <span className={`font-mono text-xs ${status === 'OK' ? '' : 'text-warn'}`}>{status}</span>
}

function Link({ link }: { readonly link: TopoLink | null }) {
  if (link === null) return <UnknownValue />
  if (link === 'X') return <span className="text-ink-muted">self</span>
  const strength = link.startsWith('NV') ? 'font-semibold' : link === 'SYS' ? 'text-warn' : ''
  return <span className={`font-mono text-xs ${strength}`}>{link}</span>
}
