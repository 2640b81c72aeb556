import { nameTool } from '@/components/hosts/tool-names'
import { StaleBanner } from '@/components/ui/stale-banner'
import { StatusChip } from '@/components/ui/status-chip'
import type { Tone } from '@/components/ui/tone'
import type { BundleDto, HostToolDto } from '@/server/contracts/host'

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
