'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import type { TokenDto } from '@/server/contracts/token'
import { confirming } from './confirming'
import { describeRevocation, nameToken, tokenKindWords } from './token-words'

export function RevokeButton({ token }: { readonly token: TokenDto }) {
  const [isAsking, setAsking] = useState(false)
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const mayManage = useMay()('token:manage', {})
  if (!mayManage || token.state !== 'live') return null
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Revoke ${nameToken(token)}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Revoke ${nameToken(token)}?`}
        description={`${describeRevocation(token.kind)} This cannot be taken back.`}
        plan={[{ label: tokenKindWords[token.kind], before: 'Live', after: 'Revoked' }]}
        confirmLabel="Revoke"
        danger
        onConfirm={() =>
          confirming(async () => {
            await client.tokens.revoke.mutate({ tokenId: token.id })
            await queryClient.invalidateQueries(trpc.tokens.pathFilter())
          })
        }
      />
    </>
  )
}
