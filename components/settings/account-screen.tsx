'use client'

import { useViewer } from '@/components/query/viewer-provider'
import { KeyValueList } from '@/components/ui/key-value-list'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { PasswordPanel } from './password-panel'
import { describeGrant } from './role-words'
import { SessionsPanel } from './sessions-panel'
import { ThemeChoice } from './theme-choice'

export function AccountScreen() {
  const viewer = useViewer()
  return (
    <>
      <PageHeader title="Your account" sentence="Who you are here, and where you are signed in." />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="Profile">
          <KeyValueList
            plain
            label="Profile"
            rows={[
              { key: 'name', label: 'Name', value: viewer.name },
              { key: 'email', label: 'E-mail', value: viewer.email },
              {
                key: 'roles',
                label: 'Roles',
                value:
                  viewer.grants.length === 0 ? (
                    'No role yet'
                  ) : (
                    <ul>
                      {viewer.grants.map((grant) => (
                        <li key={grant.id}>{describeGrant(grant)}</li>
                      ))}
                    </ul>
                  ),
              },
            ]}
          />
        </Panel>
        <PasswordPanel />
        <Panel title="Theme">
          <ThemeChoice />
        </Panel>
      </div>
      <SessionsPanel />
    </>
  )
}
