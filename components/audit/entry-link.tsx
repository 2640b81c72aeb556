'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { AppLink } from '@/components/ui/app-link'
import type { AuditEntryDto } from '@/server/contracts/audit'

/** The present view with one entry opened: the filters stay as they are. */
export function useEntryHref(): (entryId: string) => string {
  const pathname = usePathname()
  const search = useSearchParams()
  return (entryId) => {
    const next = new URLSearchParams(search)
    next.set('entry', entryId)
    return `${pathname}?${next.toString()}`
  }
}

export function EntryLink({ entry }: { readonly entry: AuditEntryDto }) {
  const buildHref = useEntryHref()
  return (
    <AppLink
      href={buildHref(entry.id)}
      scroll={false}
      prefetch={false}
      aria-label={`${entry.action}, entry ${entry.seq}`}
      className="font-mono text-sm"
    >
      {entry.action}
    </AppLink>
  )
}
