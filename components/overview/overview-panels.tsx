import { FindingLine } from '@/components/findings/finding-card'
import { PlainTable } from '@/components/hosts/plain-table'
import { countFreshness } from '@/components/overview/overview-words'
import { AppLink } from '@/components/ui/app-link'
import { EmptyState } from '@/components/ui/empty-state'
import { MeterBar } from '@/components/ui/meter-bar'
import { Panel } from '@/components/ui/panel'
import { StatusChip } from '@/components/ui/status-chip'
import type { Tone } from '@/components/ui/tone'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { OverviewDto } from '@/server/contracts/overview'

type PanelProps = { readonly overview: OverviewDto }

export function AttentionPanel({ overview }: PanelProps) {
  const { attention, openFindingCount } = overview
  return (
    <Panel
      title="Needs attention"
      note={openFindingCount > attention.length ? `${attention.length} of ${openFindingCount}` : undefined}
      actions={
        <AppLink href="/findings?state=open" className="text-sm">
          All open findings
        </AppLink>
      }
      flush
    >
      {attention.length === 0 ? (
        <EmptyState
          title="Nothing needs you"
          next="No finding is open. What Berth could not read counts as unknown, not as well."
          compact
        />
      ) : (
        <ol className="divide-y divide-line">
          {attention.map((finding) => (
            <li key={finding.id} className="px-3 py-1.5">
              <FindingLine finding={finding} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

export function FreshnessPanel({ overview }: PanelProps) {
  const counts = countFreshness(overview)
  const rows: readonly {
    readonly id: keyof typeof counts
    readonly word: string
    readonly tone: Tone
    readonly note: string
  }[] = [
    { id: 'fresh', word: 'fresh', tone: 'ok', note: 'heard of within two collection intervals' },
    { id: 'silent', word: 'silent', tone: 'warn', note: 'not heard of for longer' },
    { id: 'never', word: 'never heard', tone: 'unknown', note: 'no report of a collector yet' },
  ]
  return (
    <Panel title="Hosts by last word" note={`${overview.hostCount} enrolled`}>
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.id} className="grid grid-cols-[9rem_1fr] items-center gap-3">
            <AppLink
              href={`/hosts?state=enrolled&freshness=${row.id}`}
              className="plain-link"
              title={row.note}
            >
              <StatusChip tone={row.tone}>{row.word}</StatusChip>
            </AppLink>
            <MeterBar
              label={`Hosts: ${row.word}`}
              value={counts[row.id]}
              max={overview.hostCount}
              text={`${counts[row.id]} of ${overview.hostCount}`}
              tone={row.tone}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function PendingPanel({ overview }: PanelProps) {
  const count = overview.pendingHostCount
  if (count === 0) return null
  return (
    <Panel title="Waiting for approval">
      <p className="text-sm">
        <strong className="font-semibold">{count}</strong> {count === 1 ? 'host enrolled' : 'hosts enrolled'}{' '}
        with a bulk token. Nothing {count === 1 ? 'it sends' : 'they send'} is taken until somebody decides.{' '}
        <AppLink href="/hosts?state=pendingApproval">{count === 1 ? 'Look at it' : 'Look at them'}</AppLink>
      </p>
    </Panel>
  )
}

export function ModelsPanel({ overview }: PanelProps) {
  const { gpusByModel, gpuCount, unknownGpuHostCount } = overview
  return (
    <Panel
      title="GPUs by model"
      note={
        unknownGpuHostCount === 0 ? (
          `${gpuCount} in all`
        ) : (
          <>
            {gpuCount} known,{' '}
            <UnknownValue
              word={`unknown on ${unknownGpuHostCount} ${unknownGpuHostCount === 1 ? 'host' : 'hosts'}`}
              reason="No tool has told which GPUs those hosts have. They are not counted as none."
            />
          </>
        )
      }
      flush
    >
      {gpusByModel.length === 0 ? (
        <EmptyState
          title="No GPUs known"
          next="GPUs appear once a host reports lspci, sysfs or nvidia-smi."
          compact
        />
      ) : (
        <PlainTable
          label="GPUs by model"
          columns={[
            { key: 'model', header: 'Model' },
            { key: 'count', header: 'GPUs', align: 'end' },
          ]}
          rows={gpusByModel.map(({ model, count }) => ({ key: model, cells: [model, count] }))}
        />
      )}
    </Panel>
  )
}

/** What could be counted, and that there is more where some hosts could not be. */
function PoolGpus({ pool }: { readonly pool: OverviewDto['pools'][number] }) {
  const { gpuCount, unknownGpuHostCount } = pool
  if (unknownGpuHostCount === 0) return gpuCount
  const unknown = (
    <UnknownValue
      word={`unknown on ${unknownGpuHostCount}`}
      reason={`No tool has told which GPUs ${unknownGpuHostCount === 1 ? 'one host' : `${unknownGpuHostCount} hosts`} of this pool have. They are not counted as none.`}
    />
  )
  return gpuCount === 0 ? (
    unknown
  ) : (
    <>
      {gpuCount}, {unknown}
    </>
  )
}

export function PoolsPanel({ overview }: PanelProps) {
  const { pools, unassignedHostCount } = overview
  return (
    <Panel
      title="Pools"
      note={
        unassignedHostCount > 0
          ? `${unassignedHostCount} ${unassignedHostCount === 1 ? 'host' : 'hosts'} in no pool`
          : undefined
      }
      flush
    >
      {pools.length === 0 ? (
        <EmptyState
          title="No pools yet"
          next="Hosts work without one; a pool says who may use them and how they are placed."
          compact
        />
      ) : (
        <PlainTable
          label="Pools"
          columns={[
            { key: 'pool', header: 'Pool' },
            { key: 'mode', header: 'Mode' },
            { key: 'hosts', header: 'Hosts', align: 'end' },
            { key: 'gpus', header: 'GPUs', align: 'end' },
          ]}
          rows={pools.map((pool) => ({
            key: pool.id,
            cells: [
              <AppLink key="pool" href={`/hosts?poolId=${pool.id}`}>
                {pool.name}
              </AppLink>,
              pool.mode,
              pool.hostCount,
              <PoolGpus key="gpus" pool={pool} />,
            ],
          }))}
        />
      )}
    </Panel>
  )
}
