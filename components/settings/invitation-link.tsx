import { RelativeTime } from '@/components/ui/relative-time'
import { SecretOnce } from './secret-once'

export function InvitationLink({ link, expiresAt }: { readonly link: string; readonly expiresAt: Date }) {
  return (
    <div className="flex flex-col gap-2">
      <SecretOnce secret={link} label="invitation link">
        Send it to them on a way that others cannot read.
      </SecretOnce>
      <p className="text-sm text-ink-muted">
        It works once and ends <RelativeTime at={expiresAt} />. Links that they were given before no longer
        work.
      </p>
    </div>
  )
}
