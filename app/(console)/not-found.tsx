import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'

export default function ConsoleNotFound() {
  return (
    <>
      <PageHeader
        title="There is nothing at this address"
        sentence="It may have been removed, or it belongs to someone whose things you may not see."
      />
      <div>
        <ButtonLink href="/">Go to the overview</ButtonLink>
      </div>
    </>
  )
}
