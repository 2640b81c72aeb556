import { severityChips } from '@/components/findings/finding-words'
import { StatusChip } from '@/components/ui/status-chip'
import type { FindingDto } from '@/server/contracts/finding'

export function SeverityChip({ finding }: { readonly finding: Pick<FindingDto, 'severity' | 'state'> }) {
  const { tone, word } = severityChips[finding.severity]
  if (finding.state === 'resolved') return <StatusChip tone="neutral">{word}, resolved</StatusChip>
  return <StatusChip tone={tone}>{word}</StatusChip>
}
