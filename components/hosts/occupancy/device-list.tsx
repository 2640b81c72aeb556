import { buildGpuHref } from '@/components/hosts/gpu-anchor'
import { formatMib } from '@/components/hosts/gpu-rows'
import { AppLink } from '@/components/ui/app-link'
import { UnknownValue } from '@/components/ui/unknown-value'
import { asMib } from '@/server/core/units/mib'
import { type AllocationDevice, attachWords, describeShare } from './occupancy-groups'

export type DeviceListProps = {
  readonly slug: string
  readonly devices: readonly AllocationDevice[]
  /** False: an empty list then says nothing. */
  readonly isTold: boolean
}

/** The devices that something holds, each GPU a link to its panel. */
export function DeviceList({ slug, devices, isTold }: DeviceListProps) {
  if (devices.length === 0 && !isTold) {
    return <UnknownValue reason="Its definition could not be read, only its name in the list." />
  }
  if (devices.length === 0) return <span className="text-ink-muted">none</span>
  return (
    <ul className="flex flex-col">
      {devices.map((device, index) => (
        // Devices of one allocation have a place and no id of their own.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className="flex flex-wrap items-baseline gap-x-2">
          <DeviceName slug={slug} device={device} />
          <span className="text-xs text-ink-muted">
            {[attachWords[device.attach], describeShare(device), describeUse(device)]
              .filter((word) => word !== null)
              .join(', ')}
          </span>
        </li>
      ))}
    </ul>
  )
}

function DeviceName({ slug, device }: { readonly slug: string; readonly device: AllocationDevice }) {
  const { gpu, address, mdevUuid } = device
  if (gpu !== null) {
    return (
      <AppLink href={buildGpuHref(slug, gpu.id)} prefetch={false}>
        {gpu.model ?? 'GPU'} <span className="font-mono text-xs">{gpu.address}</span>
      </AppLink>
    )
  }
  const name = address ?? mdevUuid
  return name === null ? (
    <UnknownValue word="device unknown" />
  ) : (
    <span className="font-mono text-xs">{name}</span>
  )
}

function describeUse({ usedMib }: AllocationDevice): string | null {
  return usedMib === null ? null : formatMib(asMib(usedMib))
}
