import type { ReactNode } from 'react'
import { Logo } from '@/components/shell/logo'
import { ThemeToggle } from '@/components/shell/theme-toggle'

export type CentredPageProps = {
  readonly title: string
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A page outside the console: signing in, the first start. */
export function CentredPage({ title, note, children }: CentredPageProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-8">
      <div className="fixed top-2 right-2">
        <ThemeToggle />
      </div>
      <div className="flex w-full max-w-sm flex-col gap-4">
        <div className="flex items-center gap-2">
          <Logo className="size-6" />
          <span className="text-xl font-semibold">Berth</span>
        </div>
        <section aria-labelledby="page-title" className="flex flex-col gap-4 rounded-md border bg-panel p-5">
          <div>
            <h1 id="page-title" className="text-lg font-semibold">
              {title}
            </h1>
            {note !== undefined && <p className="mt-0.5 text-sm text-ink-muted">{note}</p>}
          </div>
          {children}
        </section>
      </div>
    </main>
  )
}
