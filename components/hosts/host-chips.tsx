import { describeGpuCount, describeState } from '@/components/hosts/host-words'
import { StatusChip } from '@/components/ui/status-chip'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostRowDto } from '@/server/contracts/host'

export function HostStateChip({ host }: { readonly host: Pick<HostRowDto, 'state' | 'freshness'> }) {
  const { tone, word, title } = describeState(host)
  return (
    <StatusChip tone={tone} title={title}>
      {word}
    </StatusChip>
  )
}

/** `8 × NVIDIA H100`; a host that nobody looked at has unknown GPUs, not none. */
export function GpuSummary({ host }: { readonly host: Pick<HostRowDto, 'gpuCount' | 'gpuModels'> }) {
  if (host.gpuCount === null) return <UnknownValue reason="No tool has told which GPUs this host has." />
  if (host.gpuCount === 0) return <span className="text-ink-muted">none</span>
  return (
    <span>
      {host.gpuModels.length === 0 ? describeGpuCount(host.gpuCount) : host.gpuCount}
      {host.gpuModels.length > 0 && <span className="text-ink-muted"> × {host.gpuModels.join(', ')}</span>}
    </span>
  )
}
