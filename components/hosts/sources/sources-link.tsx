import { Layers } from 'lucide-react'
import { buildSourcesHref } from '@/components/hosts/raw/raw-address'
import { AppLink } from '@/components/ui/app-link'

export type SourcesLinkProps = {
  readonly slug: string
  /** The fact's path, or the part that all facts of a thing begin with. */
  readonly path: string
  /** What is behind it, for screen readers: "Sources of Sockets". */
  readonly label: string
  /** False for the whole of a thing: no single fact is then opened. */
  readonly isFact?: boolean
}

/** The small way from a value to what every tool said of it. */
export function SourcesLink({ slug, path, label, isFact = true }: SourcesLinkProps) {
  return (
    <AppLink
      href={buildSourcesHref({ slug, search: path, ...(isFact ? { fact: path } : {}) })}
      prefetch={false}
      aria-label={label}
      title={label}
      data-print="hidden"
      className="ml-1.5 inline-flex size-4 items-center justify-center rounded-sm align-[-3px] text-ink-muted hover:bg-hover hover:text-ink"
    >
      <Layers aria-hidden className="size-3" />
    </AppLink>
  )
}
