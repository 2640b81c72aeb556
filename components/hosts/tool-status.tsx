import { PlainTable } from '@/components/hosts/plain-table'
import { nameTool } from '@/components/hosts/tool-names'
import { RelativeTime } from '@/components/ui/relative-time'
import { StaleBanner } from '@/components/ui/stale-banner'
import { StatusChip } from '@/components/ui/status-chip'
import type { Tone } from '@/components/ui/tone'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { BundleDto, HostToolDto } from '@/server/contracts/host'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'

export type PartStatus = BundleDto['parts'][number]['status']

const statusChips: Readonly<Record<PartStatus, { readonly tone: Tone; readonly word: string }>> = {
  ok: { tone: 'ok', word: 'read' },
  absent: { tone: 'neutral', word: 'not on the host' },
  failed: { tone: 'warn', word: 'failed' },
  timedOut: { tone: 'warn', word: 'timed out' },
  toolHung: { tone: 'bad', word: 'hung' },
  refused: { tone: 'bad', word: 'refused' },
}

export function PartStatusChip({ status }: { readonly status: PartStatus }) {
  const { tone, word } = statusChips[status]
  return <StatusChip tone={tone}>{word}</StatusChip>
}

/** `line 3: …`: where and why a part was not taken. */
export function describePart({
  reason,
  line,
}: {
  readonly reason: string | null
  readonly line: number | null
}): string | null {
  if (reason === null) return line === null ? null : `line ${line}`
  return line === null ? reason : `line ${line}: ${reason}`
}

/** Facts older than the host's last word, tool by tool, each with why the newer output was not taken. */
export function StaleTools({ tools }: { readonly tools: readonly HostToolDto[] }) {
  return tools
    .filter((tool) => tool.stale)
    .map((tool) => (
      <StaleBanner key={tool.tool} since={tool.observedAt}>
        The facts of <strong>{nameTool(tool.tool)}</strong> are older than its last run, which{' '}
        {staleWords[tool.lastStatus]}
        {describeWhy(tool)}. They stay until it can be read again.
      </StaleBanner>
    ))
}

/** What the last run did, after "which". */
const staleWords: Readonly<Record<PartStatus, string>> = {
  ok: 'was read',
  absent: 'did not find the tool',
  failed: 'failed',
  timedOut: 'did not end in time',
  toolHung: 'hung in the kernel',
  refused: 'gave output that was refused',
}

function describeWhy(tool: HostToolDto): string {
  const why = describePart({ reason: tool.lastReason, line: tool.lastLine })
  return why === null ? '' : ` (${why})`
}

/** Every tool that Berth reads, also those that were never delivered. */
export function ToolTable({ tools }: { readonly tools: readonly HostToolDto[] }) {
  return (
    <PlainTable
      label="Tools"
      columns={[
        { key: 'tool', header: 'Tool' },
        { key: 'status', header: 'Last run' },
        { key: 'why', header: 'Why' },
        { key: 'source', header: 'Brought by' },
        { key: 'at', header: 'Facts from', align: 'end' },
      ]}
      rows={TOOL_IDS.map((id) => {
        const tool = tools.find((candidate) => candidate.tool === id)
        const name = <span className="font-mono text-xs">{nameTool(id)}</span>
        if (tool === undefined) {
          return { key: id, cells: [name, <UnknownValue key="status" word="never delivered" />, '', '', ''] }
        }
        return {
          key: id,
          cells: [
            name,
            <span key="status" className="inline-flex gap-1">
              <PartStatusChip status={tool.lastStatus} />
              {tool.stale && <StatusChip tone="warn">facts stale</StatusChip>}
            </span>,
            describePart({ reason: tool.lastReason, line: tool.lastLine }) ?? '',
            tool.source === 'person' ? 'a person' : 'collector',
            <RelativeTime key="at" at={tool.observedAt} none="never" />,
          ],
        }
      })}
    />
  )
}
