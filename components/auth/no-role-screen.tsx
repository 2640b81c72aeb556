import { CentredPage } from '@/components/shell/centred-page'
import { ButtonLink } from '@/components/ui/button'
import { KeyValueList } from '@/components/ui/key-value-list'
import { SignOutButton } from './sign-out-button'

/** For whoever signed in and may not see anything yet: single sign-on makes accounts without a role. */
export function NoRoleScreen({ name, email }: { readonly name: string; readonly email: string }) {
  return (
    <CentredPage
      title="You have no role yet"
      note="You are signed in, but nobody has said what you may see. Ask an administrator of Berth for a role; this page opens the console once you have one."
    >
      <KeyValueList
        plain
        label="What to tell the administrator"
        rows={[
          { key: 'name', label: 'Your name', value: name },
          { key: 'email', label: 'Your account', value: email },
          { key: 'where', label: 'Where it is given', value: 'Settings, Users, your name, Add role' },
          {
            key: 'what',
            label: 'What to ask for',
            value: 'Viewer to look at the estate, operator to run it, tenant member to see your own tenant',
          },
        ]}
      />
      <div className="flex gap-2">
        <ButtonLink href="/" variant="primary" prefetch={false}>
          Look again
        </ButtonLink>
        <SignOutButton />
      </div>
    </CentredPage>
  )
}
