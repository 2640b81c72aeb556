import type { IngestResultDto } from '@/server/contracts/host'
import type { ReadPart } from './read-parts'

/** What became of each part, for whoever sent it. */
export function describeParts(parts: readonly ReadPart[]): IngestResultDto['parts'] {
  return parts.map(({ tool, status, isKept, reason, line }) => {
    return { tool, status: isKept ? 'kept' : status, reason, line }
  })
}
