import { AppLink } from '@/components/ui/app-link'
import { joinClasses } from '@/components/ui/class-names'
import { CopyButton } from '@/components/ui/copy-button'

export type IdLinkProps = {
  readonly id: string
  /** Without an address the id is text, still copied on hover. */
  readonly href?: string
  /** A shorter form to show; copying takes the whole id. */
  readonly shown?: string
  readonly className?: string
}

/** An id in mono, linked to what it names; a copy button appears beside it on hover and on focus. */
export function IdLink({ id, href, shown, className }: IdLinkProps) {
  const text = shown ?? id
  return (
    <span
      className={joinClasses(
        'group/id inline-flex max-w-full items-center gap-0.5 font-mono text-sm',
        className,
      )}
    >
      {href === undefined ? (
        <span className="truncate" title={id}>
          {text}
        </span>
      ) : (
        <AppLink href={href} className="truncate" title={text === id ? undefined : id}>
          {text}
        </AppLink>
      )}
      <CopyButton
        text={id}
        label={`Copy ${id}`}
        className="-my-1 opacity-0 group-hover/id:opacity-100 focus-visible:opacity-100 print:hidden"
      />
    </span>
  )
}
