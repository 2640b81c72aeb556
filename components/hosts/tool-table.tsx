import { PlainTable } from '@/components/hosts/plain-table'
import { groupTools, type ToolArea } from '@/components/hosts/tool-areas'
import { ToolLink } from '@/components/hosts/tool-link'
import { nameTool } from '@/components/hosts/tool-names'
import { describePart, PartStatusChip } from '@/components/hosts/tool-status'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { HostToolDto } from '@/server/contracts/host'

/** Every tool that Berth reads, by area; those without any output are folded away. */
export function ToolTables({
  tools,
  slug,
}: {
  readonly tools: readonly HostToolDto[]
  readonly slug: string
}) {
  return (
    <div className="divide-y divide-line">
      {groupTools(tools).map((area) => (
        <section key={area.title} aria-label={`${area.title} tools`}>
          <h3 className="px-3 pt-2 pb-1 text-sm font-semibold">{area.title}</h3>
          {area.delivered.length > 0 && <AreaTable area={area} slug={slug} />}
          <Missing area={area} />
        </section>
      ))}
    </div>
  )
}

function AreaTable({ area, slug }: { readonly area: ToolArea; readonly slug: string }) {
  return (
    <PlainTable
      label={`Tools: ${area.title}`}
      columns={[
        { key: 'tool', header: 'Tool', width: 'w-1/5' },
        { key: 'status', header: 'Last run', width: 'w-1/5' },
        { key: 'why', header: 'Why' },
        { key: 'source', header: 'Brought by', width: 'w-32' },
        { key: 'at', header: 'Facts from', align: 'end', width: 'w-32' },
      ]}
      rows={area.delivered.map((tool) => ({
        key: tool.tool,
        cells: [
          <span key="tool" className="font-mono text-xs whitespace-nowrap">
            <ToolLink slug={slug} tool={tool.tool} isKept={tool.hasRaw} />
          </span>,
          <span key="status" className="inline-flex gap-1">
            <PartStatusChip status={tool.lastStatus} />
            {tool.stale && <StatusChip tone="warn">facts stale</StatusChip>}
          </span>,
          describePart({ reason: tool.lastReason, line: tool.lastLine }) ?? '',
          tool.source === 'person' ? 'a person' : 'collector',
          <RelativeTime key="at" at={tool.observedAt} none="never" />,
        ],
      }))}
    />
  )
}

function Missing({ area: { absent, missing, delivered } }: { readonly area: ToolArea }) {
  if (absent.length + missing.length === 0) return null
  const words = [
    ...(absent.length > 0 ? [`${absent.length} not on the host`] : []),
    ...(missing.length > 0 ? [`${missing.length} never delivered`] : []),
  ]
  return (
    <details className="px-3 pb-2 text-xs text-ink-muted">
      <summary className="leading-6">
        {delivered.length === 0 && 'None: '}
        {words.join(', ')}
      </summary>
      <ToolNames title="Not on the host" names={absent.map(({ tool }) => tool)} />
      <ToolNames title="Never delivered" names={missing} />
    </details>
  )
}

function ToolNames({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <p className="py-0.5">
      {title}: <span className="font-mono">{names.map(nameTool).join(' · ')}</span>
    </p>
  )
}
