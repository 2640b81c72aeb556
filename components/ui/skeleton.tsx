import { joinClasses } from '@/components/ui/class-names'

/** A block that holds the place and the size of what is coming; give the size by class. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={joinClasses('skeleton block rounded-sm', className ?? 'h-4 w-full')} />
}

export type LoadingStateProps = {
  /** What is being loaded, for screen readers. */
  readonly label?: string
  /** How many lines the content will have. */
  readonly lines?: number
  readonly className?: string
}

export function LoadingState({ label = 'Loading', lines = 4, className }: LoadingStateProps) {
  return (
    <output className={joinClasses('flex flex-col gap-2 p-3', className)}>
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={joinClasses('h-5', line % 3 === 2 ? 'w-2/3' : 'w-full')} />
      ))}
    </output>
  )
}
