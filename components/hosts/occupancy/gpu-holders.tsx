import { Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { AllocationDto } from '@/server/contracts/allocation'
import { attachWords, describeShare } from './occupancy-groups'
import { OriginChip } from './origin-chip'

export type GpuHoldersProps = {
  /** Of this GPU; null while they are not there or could not be loaded. */
  readonly holders: readonly AllocationDto[] | null
  readonly gpuId: string
  /** Whether any tool told what runs on the host: without it, none is not an answer. */
  readonly isTold: boolean
}

/** What holds or uses one GPU now. */
export function GpuHolders({ holders, gpuId, isTold }: GpuHoldersProps) {
  return (
    <Section title="Held by">
      {holders === null || (holders.length === 0 && !isTold) ? (
        <p className="text-sm">
          <UnknownValue
            reason={
              holders === null
                ? 'Not loaded yet.'
                : 'Not everything that may run on this host was told: see Occupancy.'
            }
          />
        </p>
      ) : holders.length === 0 ? (
        <p className="text-sm text-ink-muted">Nothing, as the tools of the host tell.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {holders.map((holder) => (
            <li key={holder.id} className="flex flex-wrap items-center gap-x-2 text-sm">
              <span>{holder.title ?? holder.name ?? holder.machineUuid ?? 'name unknown'}</span>
              <OriginChip origin={holder.origin} />
              <span className="text-xs text-ink-muted">
                {describeHold(holder, gpuId)}, since <RelativeTime at={holder.firstSeenAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function describeHold({ devices }: AllocationDto, gpuId: string): string {
  const own = devices.filter(({ gpu }) => gpu?.id === gpuId)
  const ways = own.map((device) =>
    [attachWords[device.attach], describeShare(device)].filter(Boolean).join(', '),
  )
  return [...new Set(ways)].join('; ')
}
