import { Fragment } from 'react'
import type { PathStep } from './fact-path'

/** `GPU 3 › link › current width`: the last word, which names the fact, stands out. */
export function PathText({ steps }: { readonly steps: readonly PathStep[] }) {
  return (
    <>
      {steps.map((step, index) => (
        // The steps of one path keep their places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {index > 0 && <span className="text-ink-muted"> › </span>}
          <span className={index === steps.length - 1 ? undefined : 'text-ink-muted'}>
            {step.word}
            {step.name !== null && <span className="font-mono text-xs"> {step.name}</span>}
          </span>
        </Fragment>
      ))}
    </>
  )
}
