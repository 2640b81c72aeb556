'use client'

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ChangeStream } from '@/components/query/change-stream'
import { listRouters } from '@/components/query/change-topics'
import { isSignedOut } from '@/components/query/query-error'
import { RefreshQueue, type RefreshScope } from '@/components/query/refresh-queue'
import { useTRPCClient } from '@/components/query/trpc'
import { useLive, useLiveSetters } from '@/components/shell/live-provider'

/**
 * The one event stream of a tab: mounted once, in the console's layout. It is closed while nobody looks (a
 * browser allows six connections to one server over HTTP/1.1) and while the reader has paused; each opening
 * asks for everything shown again, because what happened in between was not told.
 */
export function Changes() {
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const { isPaused } = useLive()
  const { reportConnection, reportEvent } = useLiveSetters()
  const isHidden = useIsHidden()
  const isWatching = !isPaused && !isHidden

  // External system: the server's event stream.
  useEffect(() => {
    if (!isWatching) return undefined
    const queue = new RefreshQueue({
      refresh: async (scope) => {
        await refreshQueries(queryClient, scope)
        reportEvent(Date.now())
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    const stream = new ChangeStream({
      subscribe: ({ onData, onInterrupted, onEnd }) =>
        client.changes.watch.subscribe(undefined, {
          onData,
          onComplete: onEnd,
          onError: (error) => {
            // Who was signed out is told by the next query, which leads to the sign-in page.
            if (isSignedOut(error)) queue.addAll()
            onEnd()
          },
          onConnectionStateChange: (state) => {
            if (state.state === 'connecting' && state.error !== null) onInterrupted()
          },
        }),
      onChange: (change) => {
        if (change.kind === 'change') queue.add(change.topic)
        else queue.addAll()
      },
      onConnection: reportConnection,
      schedule: (ms, callback) => {
        const timer = setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
    })
    return () => {
      stream.close()
      queue.close()
    }
  }, [isWatching, client, queryClient, reportConnection, reportEvent])

  return null
}

async function refreshQueries(queryClient: QueryClient, scope: RefreshScope): Promise<void> {
  if (scope.kind === 'all') return queryClient.invalidateQueries()
  // tRPC's keys begin with the path, so a router's name alone is the prefix of all that it answers.
  const routers = listRouters(scope.topics)
  await Promise.all(routers.map((name) => queryClient.invalidateQueries({ queryKey: [[name]] })))
}

function useIsHidden(): boolean {
  const [isHidden, setHidden] = useState(false)
  // External system: the tab's visibility.
  useEffect(() => {
    const read = () => setHidden(document.hidden)
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [])
  return isHidden
}
