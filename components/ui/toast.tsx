'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { IconButton } from '@/components/ui/button'
import { type Tone, toneIcon, toneText } from '@/components/ui/tone'

type ToastData = { readonly tone: Tone }

export type ToastMessage = { readonly tone: Tone; readonly title: string; readonly description?: string }

/** `const showToast = useToast()`; a bad one stays until it is dismissed, the others leave after five seconds. */
export function useToast(): (message: ToastMessage) => void {
  const { add } = Base.useToastManager<ToastData>()
  return useCallback(
    ({ tone, title, description }) => {
      add({
        title,
        description,
        timeout: tone === 'bad' ? 0 : 5000,
        priority: tone === 'bad' ? 'high' : 'low',
        data: { tone },
      })
    },
    [add],
  )
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Provider limit={4}>
      {children}
      <Base.Portal>
        <Base.Viewport
          data-toasts
          className="fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2"
        >
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function ToastList() {
  const { toasts } = Base.useToastManager<ToastData>()
  return toasts.map((toast) => {
    const tone = toast.data?.tone ?? 'neutral'
    const Icon = toneIcon[tone]
    return (
      <Base.Root
        key={toast.id}
        toast={toast}
        className="rounded-md border bg-raised shadow-overlay data-limited:hidden"
      >
        <Base.Content className="flex items-start gap-2 p-2 pl-3">
          <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${toneText[tone]}`} />
          <div className="min-w-0 grow">
            <Base.Title className="text-sm font-semibold" />
            <Base.Description className="text-sm break-words text-ink-muted" />
          </div>
          <Base.Close render={<IconButton label="Dismiss" icon={<X aria-hidden />} size="small" />} />
        </Base.Content>
      </Base.Root>
    )
  })
}
