import type { BundleDto } from '@/server/contracts/host'

/** `8 of 10 tools read`: how a delivery fared. */
export function summariseParts(parts: BundleDto['parts']): string {
  const read = parts.filter((part) => part.status === 'ok').length
  return `${read} of ${parts.length} read`
}

/** Parts that were not read, the worrying ones first; absence is normal and comes last. */
export function listUnread(parts: BundleDto['parts']): BundleDto['parts'] {
  return parts
    .filter((part) => part.status !== 'ok')
    .toSorted(
      (a, b) => Number(a.status === 'absent') - Number(b.status === 'absent') || (a.tool < b.tool ? -1 : 1),
    )
}

export function describeSender(bundle: Pick<BundleDto, 'source' | 'actorLabel'>): string {
  return bundle.source === 'collector' ? 'collector' : bundle.actorLabel
}
