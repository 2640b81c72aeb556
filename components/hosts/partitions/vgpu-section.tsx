import { MibBytes } from '@/components/hosts/numa-table'
import { PlainTable } from '@/components/hosts/plain-table'
import { IdLink } from '@/components/ui/id-link'
import { Section } from '@/components/ui/panel'
import { StatusChip } from '@/components/ui/status-chip'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostGpu, HostVgpu, HostVgpuType } from '@/server/core/inventory/host-gpu'

export type VgpuSectionProps = { readonly gpu: HostGpu; readonly name: string }

/** The vGPUs there are, and the types the GPU offers. */
export function VgpuSection({ gpu: { vgpus, vgpuTypes }, name }: VgpuSectionProps) {
  return (
    <Section title="vGPU" note={vgpus === null ? 'instances unknown' : `${vgpus.length} defined or running`}>
      {vgpus === null && (
        <p className="text-sm">
          vGPUs: <UnknownValue reason="No tool listed the mediated devices or vGPUs of this host." />
        </p>
      )}
      {vgpus !== null && vgpus.length === 0 && (
        <p className="text-sm text-ink-muted">No vGPU is there now.</p>
      )}
      {vgpus !== null && vgpus.length > 0 && <Vgpus vgpus={vgpus} name={name} />}
      <Types types={vgpuTypes} name={name} />
    </Section>
  )
}

function Vgpus({ vgpus, name }: { readonly vgpus: readonly HostVgpu[]; readonly name: string }) {
  return (
    <PlainTable
      label={`vGPUs of ${name}`}
      columns={[
        { key: 'key', header: 'vGPU' },
        { key: 'type', header: 'Type' },
        { key: 'memory', header: 'Framebuffer', align: 'end' },
        { key: 'state', header: 'State' },
        { key: 'vm', header: 'Held by' },
        { key: 'guest', header: 'Guest driver' },
        { key: 'licence', header: 'Licence', width: 'w-1/4' },
      ]}
      rows={vgpus.map((vgpu) => ({
        key: vgpu.key,
        cells: [
          <span key="key">
            <IdLink
              id={vgpu.key}
              shown={vgpu.mdevUuid === null ? vgpu.key : `${vgpu.key.slice(0, 8)}…`}
              className="text-xs"
            />
            {vgpu.mdevUuid !== null && vgpu.address !== null && (
              <span className="block font-mono text-xs text-ink-muted">{vgpu.address}</span>
            )}
          </span>,
          <span key="type">
            {vgpu.typeName ?? vgpu.typeId ?? <UnknownValue />}
            {vgpu.typeName !== null && vgpu.typeId !== null && (
              <span className="block text-xs text-ink-muted">{vgpu.typeId}</span>
            )}
          </span>,
          <MibBytes key="memory" mib={vgpu.framebufferMib} />,
          <VgpuState key="state" isActive={vgpu.isActive} />,
          vgpu.vmName ?? vgpu.vmUuid ?? <UnknownValue key="vm" />,
          vgpu.guestDriverVersion ?? <UnknownValue key="guest" />,
          vgpu.licenseStatus ?? <UnknownValue key="licence" />,
        ],
      }))}
    />
  )
}

function VgpuState({ isActive }: Pick<HostVgpu, 'isActive'>) {
  if (isActive === null) return <UnknownValue />
  return <StatusChip tone={isActive ? 'ok' : 'drained'}>{isActive ? 'running' : 'defined only'}</StatusChip>
}

function Types({ types, name }: { readonly types: readonly HostVgpuType[] | null; readonly name: string }) {
  if (types === null) {
    return (
      <p className="text-sm">
        vGPU types: <UnknownValue reason="No tool was asked which types this GPU offers." />
      </p>
    )
  }
  if (types.length === 0) return <p className="text-sm text-ink-muted">It offers no vGPU types.</p>
  return (
    <details>
      <summary className="text-sm">{types.length} types offered</summary>
      <PlainTable
        label={`vGPU types of ${name}`}
        columns={[
          { key: 'type', header: 'Type' },
          { key: 'memory', header: 'Framebuffer', align: 'end' },
          { key: 'max', header: 'At most', align: 'end' },
          { key: 'available', header: 'Available', align: 'end' },
        ]}
        rows={types.map((type) => ({
          key: type.typeId,
          cells: [
            <span key="type">
              {type.name ?? type.typeId} <span className="text-xs text-ink-muted">{type.typeId}</span>
            </span>,
            <MibBytes key="memory" mib={type.framebufferMib} />,
            type.maxInstances ?? <UnknownValue key="max" />,
            type.reading.availableInstances ?? <UnknownValue key="available" />,
          ],
        }))}
      />
    </details>
  )
}
