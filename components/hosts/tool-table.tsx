import { PlainTable } from '@/components/hosts/plain-table'
import { groupTools, type ToolArea } from '@/components/hosts/tool-areas'
import { ToolLink } from '@/components/hosts/tool-link'
import { nameTool } from '@/components/hosts/tool-names'
import { describePart, PartStatusChip } from '@/components/hosts/tool-status'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { HostToolDto } from '@/server/contracts/host'

/** Every tool that Berth reads, by area; those that were never delivered are folded away. */
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
        { key: 'tool', header: 'Tool' },
        { key: 'status', header: 'Last run' },
        { key: 'why', header: 'Why' },
        { key: 'source', header: 'Brought by' },
        { key: 'at', header: 'Facts from', align: 'end' },
      ]}
      rows={area.delivered.map((tool) => ({
        key: tool.tool,
        cells: [
          <span key="tool" className="font-mono text-xs">
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

function Missing({ area: { missing, delivered } }: { readonly area: ToolArea }) {
  if (missing.length === 0) return null
  return (
    <details className="px-3 pb-2 text-xs text-ink-muted">
      <summary className="leading-6">
        {delivered.length === 0 ? `None of ${missing.length} delivered` : `${missing.length} never delivered`}
      </summary>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 font-mono">
        {missing.map((tool) => (
          <li key={tool}>{nameTool(tool)}</li>
        ))}
      </ul>
    </details>
  )
}
