'use client'

import { ChevronRight } from 'lucide-react'
import { usePathname } from 'next/navigation'
import type { RailItem } from '@/components/shell/areas'
import { deriveTrail } from '@/components/shell/breadcrumb-trail'
import { useTrail } from '@/components/shell/trail-provider'
import { AppLink } from '@/components/ui/app-link'

export function Breadcrumbs({ items }: { readonly items: readonly RailItem[] }) {
  const pathname = usePathname()
  const trail = useTrail() ?? deriveTrail(pathname, items)
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-base">
        {trail.map((crumb, index) => {
          const isLast = index === trail.length - 1
          return (
            <li
              key={crumb.href}
              className={
                isLast ? 'flex min-w-0 items-center gap-1' : 'hidden shrink-0 items-center gap-1 sm:flex'
              }
            >
              {index > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-muted" />}
              {isLast ? (
                <span aria-current="page" className="truncate font-medium">
                  {crumb.label}
                </span>
              ) : (
                <AppLink href={crumb.href} className="plain-link text-ink-muted">
                  {crumb.label}
                </AppLink>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
