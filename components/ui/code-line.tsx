import { CopyButton } from '@/components/ui/copy-button'

export type CodeLineProps = {
  /** One line to paste into a shell, exactly. */
  readonly code: string
  readonly label: string
}

export function CodeLine({ code, label }: CodeLineProps) {
  return (
    <div className="flex items-start gap-1 rounded-md border bg-sunken py-1 pr-1 pl-3">
      <code
        aria-label={label}
        className="min-w-0 grow py-0.5 font-mono text-sm break-all whitespace-pre-wrap select-all"
      >
        {code}
      </code>
      <CopyButton text={code} label={`Copy ${label}`} />
    </div>
  )
}
