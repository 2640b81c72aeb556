import { Banner } from '@/components/ui/banner'
import { CodeLine } from '@/components/ui/code-line'

export type SecretOnceProps = {
  readonly secret: string
  /** Names it for screen readers and for its copy button: `invitation link`. */
  readonly label: string
  readonly children?: string
}

/** A secret that Berth keeps only the hash of: shown here and never again. */
export function SecretOnce({ secret, label, children }: SecretOnceProps) {
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="warn">
        Copy it now: Berth keeps only its hash and cannot show it again.
        {children === undefined ? '' : ` ${children}`}
      </Banner>
      <CodeLine code={secret} label={label} />
    </div>
  )
}
