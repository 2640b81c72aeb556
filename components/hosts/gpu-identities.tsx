import { PlainTable } from '@/components/hosts/plain-table'
import { writeDevice } from '@/components/hosts/raw/find-term'
import { ToolLink } from '@/components/hosts/tool-link'
import { IdLink } from '@/components/ui/id-link'
import { Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import type { HostGpuDto } from '@/server/contracts/host'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'

export type GpuIdentitiesProps = { readonly row: HostGpuDto; readonly address: string; readonly slug: string }

/** By which evidence it is the GPU that it is. */
export function GpuIdentities({ row, address, slug }: GpuIdentitiesProps) {
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
                by <IdentitySource slug={slug} identity={identity} />, {Math.round(identity.confidence * 100)}{' '}
                % sure
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

type IdentitySourceProps = {
  readonly slug: string
  readonly identity: HostGpuDto['identities'][number]
}

/** The tool that named it; a past identity may no longer stand in its present output. */
function IdentitySource({ slug, identity: { source, value, validTo } }: IdentitySourceProps) {
  const find = isToolId(source) ? writeDevice(source, value) : value
  return <ToolLink slug={slug} tool={source} find={find} isKept={validTo === null} />
}

const identityWords: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  serial: 'Board serial',
  hostAddress: 'Slot',
  pciDevice: 'PCI device',
  pciSubsystem: 'PCI subsystem',
  moduleId: 'Module',
}
