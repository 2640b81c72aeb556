'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '@/components/ui/button'

export type CopyButtonProps = { readonly text: string; readonly label?: string; readonly className?: string }

export function CopyButton({ text, label = 'Copy', className }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  // External system: a timer that takes the mark back.
  useEffect(() => {
    if (state === 'idle') return undefined
    const timer = setTimeout(() => setState('idle'), 1500)
    return () => clearTimeout(timer)
  }, [state])

  async function copy() {
    try {
      // Absent on plain HTTP off loopback, where the browser gives pages no clipboard.
      await navigator.clipboard.writeText(text)
      setState('copied')
    } catch {
      setState('refused')
    }
  }
  const said =
    state === 'copied' ? 'Copied' : state === 'refused' ? 'Could not copy: select the text instead' : label
  return (
    <>
      <IconButton
        label={said}
        size="small"
        className={className}
        onClick={() => void copy()}
        icon={state === 'copied' ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
      />
      <output className="sr-only">{state === 'idle' ? '' : said}</output>
    </>
  )
}
