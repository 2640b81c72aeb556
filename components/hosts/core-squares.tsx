export type CoreSquaresProps = { readonly coreCount: number | null; readonly threadCount: number | null }

/** Above this, squares would be dust: the words alone say it. */
const mostSquares = 256

/** One square a core. The words beside it say the same. */
export function CoreSquares({ coreCount, threadCount }: CoreSquaresProps) {
  const isDrawn = coreCount !== null && Number.isInteger(coreCount) && coreCount <= mostSquares
  return (
    <div className="flex flex-col gap-1">
      {isDrawn && (
        <div aria-hidden className="flex flex-wrap gap-0.5">
          {Array.from({ length: coreCount }, (_, core) => (
            <span key={core} className="size-1.5 rounded-[1px] bg-line-strong" />
          ))}
        </div>
      )}
      <p className="text-xs text-ink-muted">{describeCores(coreCount, threadCount)}</p>
    </div>
  )
}

function describeCores(coreCount: number | null, threadCount: number | null): string {
  if (threadCount === null) return 'cores unknown'
  if (threadCount === 0) return 'no cores'
  if (coreCount === null) return `${threadCount} hardware threads, cores unknown`
  return `${coreCount} cores, ${threadCount} threads`
}
