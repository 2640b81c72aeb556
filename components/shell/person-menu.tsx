'use client'

import { CircleUser, LogOut } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'

export type Person = {
  readonly name: string
  readonly email: string
  /** The roles in words: "operator", "viewer of training". */
  readonly roles: readonly string[]
}

export type PersonMenuProps = { readonly person: Person; readonly onSignOut: () => void }

export function PersonMenu({ person, onSignOut }: PersonMenuProps) {
  return (
    <Menu
      trigger={<IconButton label={`Signed in as ${person.name}`} icon={<CircleUser aria-hidden />} />}
      items={[
        {
          kind: 'heading',
          label: (
            <>
              <span className="block text-sm font-semibold text-ink">{person.name}</span>
              <span className="block">{person.email}</span>
              <span className="block">
                {person.roles.length === 0 ? 'no role yet' : person.roles.join(', ')}
              </span>
            </>
          ),
        },
        { kind: 'separator' },
        { kind: 'link', label: 'Your account', href: '/settings/account' },
        { kind: 'action', label: 'Sign out', icon: <LogOut aria-hidden />, onSelect: onSignOut },
      ]}
    />
  )
}
