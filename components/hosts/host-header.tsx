'use client'

import { HostActions } from '@/components/hosts/host-actions'
import { HostStateChip } from '@/components/hosts/host-chips'
import { useHost } from '@/components/hosts/host-provider'
import { countOf, describeHost } from '@/components/hosts/host-words'
import { CopyButton } from '@/components/ui/copy-button'
import { LinkTabs } from '@/components/ui/link-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'

export function HostHeader() {
  const host = useHost()
  const base = `/hosts/${host.slug}`
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{host.slug}</span>}
        badges={
          <>
            <CopyButton text={host.slug} label={`Copy ${host.slug}`} />
            <HostStateChip host={host} />
            {host.machineKind === 'guest' && <StatusChip tone="info">guest</StatusChip>}
            {host.machineKind === 'unknown' && <StatusChip tone="unknown">machine kind unknown</StatusChip>}
            {host.openFindingCount > 0 && (
              <StatusChip tone="warn">{countOf(host.openFindingCount, 'finding')}</StatusChip>
            )}
          </>
        }
        sentence={
          <>
            {describeHost(host)}{' '}
            <span className="whitespace-nowrap">
              Last heard <RelativeTime at={host.lastSeenAt} none="never" />.
            </span>
          </>
        }
        actions={<HostActions host={host} />}
      />
      <LinkTabs
        label={`Parts of ${host.slug}`}
        tabs={[
          { href: base, label: 'Facts' },
          { href: `${base}/sources`, label: 'Sources' },
          { href: `${base}/topology`, label: 'Topology' },
          { href: `${base}/gpus`, label: 'GPUs', count: host.gpuCount },
          { href: `${base}/pci`, label: 'PCI', count: host.facts?.pciFunctions?.length ?? null },
          { href: `${base}/occupancy`, label: 'Occupancy' },
          { href: `${base}/findings`, label: 'Findings', count: host.openFindingCount },
          { href: `${base}/history`, label: 'History' },
        ]}
      />
    </>
  )
}
