import { SliceBar } from '@/components/hardware/slice-bar'
import { MibBytes } from '@/components/hosts/numa-table'
import { PlainTable } from '@/components/hosts/plain-table'
import { IdLink } from '@/components/ui/id-link'
import { Section } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostComputeInstance, HostGpu, HostGpuInstance } from '@/server/core/inventory/host-gpu'
import { describePlacements, describeSlices, layOutMig } from './mig-layout'

export type MigSectionProps = { readonly gpu: HostGpu; readonly name: string }

/** How the GPU is cut now, and what could still be cut from it. */
export function MigSection({ gpu, name }: MigSectionProps) {
  const layout = layOutMig(gpu)
  return (
    <Section title="MIG" note={describeMig(gpu)}>
      {layout.kind === 'drawn' ? (
        <>
          <SliceBar label={`Memory slices of ${name}`} slots={layout.slots} segments={layout.segments} />
          <p className="text-xs text-ink-muted">
            {layout.slots} memory slices.
            {layout.segments.some(({ kind }) => kind === 'placeable') &&
              ' Dashed: where the largest profile still fits.'}
          </p>
        </>
      ) : (
        <p className="text-sm text-ink-muted">{whyWords[layout.why]}</p>
      )}
      <Instances instances={gpu.gpuInstances} name={name} />
      <Profiles gpu={gpu} name={name} />
    </Section>
  )
}

function describeMig({ gpuInstances, migMode }: HostGpu): string {
  const mode = migMode.current === null ? 'mode unknown' : migMode.current
  if (gpuInstances === null) return `${mode}, instances unknown`
  const computeCount = gpuInstances.reduce((sum, one) => sum + one.computeInstances.length, 0)
  return `${mode}, ${gpuInstances.length} GPU instances with ${computeCount} compute instances`
}

const whyWords = {
  placementsUnknown:
    'Not drawn: nobody told where the instances sit or where profiles may begin (nvidia-smi mig -lgi, -lgipp).',
  placementsContradict:
    'Not drawn: the instances as told overlap or leave the GPU. The raw outputs show what each tool said.',
} as const

type InstancesProps = { readonly instances: readonly HostGpuInstance[] | null; readonly name: string }

function Instances({ instances, name }: InstancesProps) {
  if (instances === null) {
    return (
      <p className="text-sm">
        GPU instances: <UnknownValue reason="No tool listed them." />
      </p>
    )
  }
  if (instances.length === 0) return <p className="text-sm text-ink-muted">No GPU instances.</p>
  return (
    <PlainTable
      label={`GPU instances of ${name}`}
      columns={[
        { key: 'id', header: 'GPU instance' },
        { key: 'slices', header: 'Sits on' },
        { key: 'memory', header: 'Memory', align: 'end' },
        { key: 'compute', header: 'Compute instances' },
      ]}
      rows={instances.map((instance) => ({
        key: String(instance.gpuInstanceId),
        cells: [
          <span key="id" className="whitespace-nowrap">
            {instance.gpuInstanceId} · {instance.profileName ?? <UnknownValue word="profile unknown" />}
          </span>,
          describeSlices(instance) ?? <UnknownValue key="slices" />,
          <MibBytes key="memory" mib={instance.memoryTotalMib} />,
          <ComputeInstances key="compute" instances={instance.computeInstances} />,
        ],
      }))}
    />
  )
}

function ComputeInstances({ instances }: { readonly instances: readonly HostComputeInstance[] }) {
  if (instances.length === 0) return <span className="text-ink-muted">none</span>
  return (
    <ul>
      {instances.map((instance, index) => (
        // Several may have told no id; their order is the tool's.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className="flex flex-wrap items-center gap-x-2">
          <span>
            {instance.computeInstanceId ?? '?'} · {instance.profileName ?? 'profile unknown'}
          </span>
          {instance.multiprocessors !== null && (
            <span className="text-xs text-ink-muted">{instance.multiprocessors} SMs</span>
          )}
          {instance.uuid === null ? (
            <UnknownValue word="UUID unknown" />
          ) : (
            <IdLink id={instance.uuid} shown={`${instance.uuid.slice(0, 12)}…`} className="text-xs" />
          )}
        </li>
      ))}
    </ul>
  )
}

function Profiles({ gpu: { migProfiles }, name }: MigSectionProps) {
  if (migProfiles === null) {
    return (
      <p className="text-sm">
        MIG profiles: <UnknownValue reason="nvidia-smi mig -lgip was not read from this host." />
      </p>
    )
  }
  return (
    <details>
      <summary className="text-sm">{migProfiles.length} profiles</summary>
      <PlainTable
        label={`MIG profiles of ${name}`}
        columns={[
          { key: 'name', header: 'Profile' },
          { key: 'memory', header: 'Memory', align: 'end' },
          { key: 'sms', header: 'SMs', align: 'end' },
          { key: 'free', header: 'Free', align: 'end' },
          { key: 'starts', header: 'May begin at' },
        ]}
        rows={migProfiles.map((profile) => ({
          key: String(profile.profileId),
          cells: [
            <span key="name" className="whitespace-nowrap">
              {profile.name} <span className="text-xs text-ink-muted">{profile.profileId}</span>
            </span>,
            profile.memoryGib === null ? <UnknownValue key="memory" /> : `${profile.memoryGib} GiB`,
            profile.multiprocessors ?? <UnknownValue key="sms" />,
            <span key="free">
              {profile.reading.freeInstances ?? <UnknownValue />} of{' '}
              {profile.totalInstances ?? <UnknownValue />}
            </span>,
            describePlacements(profile) ?? <UnknownValue key="starts" />,
          ],
        }))}
      />
    </details>
  )
}
