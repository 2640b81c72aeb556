'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { ViewerDto } from '@/server/contracts/viewer'
import { can, canFor, type Principal, type Target } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import type { Grant } from '@/server/core/access/roles'

const ViewerContext = createContext<ViewerDto | null>(null)

/** Who looks, as the server read it for this page. What is drawn follows it; what is allowed the server decides. */
export function ViewerProvider({
  viewer,
  children,
}: {
  readonly viewer: ViewerDto
  readonly children: ReactNode
}) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>
}

export function useViewer(): ViewerDto {
  const viewer = useContext(ViewerContext)
  if (viewer === null) throw new Error('useViewer is outside ViewerProvider')
  return viewer
}

/** `may('host:manage')` for some part of the estate, `may('host:manage', { poolId })` for this very thing. */
export function useMay(): (permission: Permission, target?: Target) => boolean {
  const viewer = useViewer()
  const principal = toPrincipal(viewer)
  return (permission, target) =>
    target === undefined ? can(principal, permission) : canFor(principal, permission, target)
}

export function toPrincipal(viewer: ViewerDto): Principal {
  return {
    kind: 'human',
    id: viewer.id,
    label: viewer.name,
    grants: viewer.grants.flatMap((grant): Grant[] => {
      const { role, scope, poolId, tenantId } = grant
      if (scope === 'global') return [{ role, scope }]
      if (scope === 'pool') return poolId === null ? [] : [{ role, scope, poolId }]
      return tenantId === null ? [] : [{ role, scope, tenantId }]
    }),
  }
}
