'use client'

import { Check, Ellipsis, Upload, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useMay } from '@/components/query/viewer-provider'
import { Button, ButtonLink, IconButton } from '@/components/ui/button'
import { Menu, type MenuItem } from '@/components/ui/menu'
import type { HostDto } from '@/server/contracts/host'

export type HostQuestion = 'approve' | 'refuse' | 'assignPool' | 'retire'

const HostDialog = dynamic(() => import('@/components/hosts/host-dialog').then((file) => file.HostDialog), {
  ssr: false,
})

/** What one may do with this host, the urgent first; each asks before it writes. */
export function HostActions({ host }: { readonly host: HostDto }) {
  const may = useMay()
  const [question, setQuestion] = useState<HostQuestion | null>(null)
  const target = { poolId: host.pool?.id ?? null }
  const mayEnrol = may('host:enrol', target)
  const mayManage = may('host:manage', target) && host.state !== 'retired'
  const items: MenuItem[] = [
    ...(mayEnrol
      ? [{ kind: 'link' as const, label: 'Re-enrol…', href: `/settings/enrolment?host=${host.slug}` }]
      : []),
    ...(mayManage
      ? [
          {
            kind: 'action' as const,
            label: 'Retire…',
            danger: true,
            onSelect: () => setQuestion('retire'),
          },
        ]
      : []),
  ]
  return (
    <>
      {host.state === 'pendingApproval' && mayEnrol && (
        <>
          <Button
            variant="primary"
            icon={<Check aria-hidden className="size-4" />}
            onClick={() => setQuestion('approve')}
          >
            Approve
          </Button>
          <Button icon={<X aria-hidden className="size-4" />} onClick={() => setQuestion('refuse')}>
            Refuse
          </Button>
        </>
      )}
      {mayManage && <Button onClick={() => setQuestion('assignPool')}>Assign pool</Button>}
      {host.state === 'enrolled' && may('host:upload', target) && (
        <ButtonLink href={`/hosts/upload?host=${host.slug}`} icon={<Upload aria-hidden className="size-4" />}>
          Upload outputs
        </ButtonLink>
      )}
      {items.length > 0 && (
        <Menu
          trigger={<IconButton label={`More actions for ${host.slug}`} icon={<Ellipsis aria-hidden />} />}
          items={items}
        />
      )}
      {question !== null && <HostDialog host={host} question={question} onClose={() => setQuestion(null)} />}
    </>
  )
}
