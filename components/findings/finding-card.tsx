'use client'

import type { ReactNode } from 'react'
import { findingHref, severityChips, spellName } from '@/components/findings/finding-words'
import { SeverityChip } from '@/components/findings/severity-chip'
import { chooseFindTerm, findPciAddress } from '@/components/hosts/raw/find-term'
import { ToolLink } from '@/components/hosts/tool-link'
import { nameTool } from '@/components/hosts/tool-names'
import { AppLink } from '@/components/ui/app-link'
import { ReasonLine } from '@/components/ui/reason-line'
import { RelativeTime } from '@/components/ui/relative-time'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { FindingDto } from '@/server/contracts/finding'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'

export type FindingCardProps = {
  readonly finding: FindingDto
  /** The reader came for this one. */
  readonly isTarget?: boolean
  readonly actions?: ReactNode
}

/** One finding whole: what, how much, who says so, by which threshold, and what would end it. */
export function FindingCard({ finding, isTarget = false, actions }: FindingCardProps) {
  const isOpen = finding.state === 'open'
  return (
    <article
      // External system: the page's scroll. The card the reader came for is brought into view once it is there.
      ref={isTarget ? scrollIntoView : undefined}
      aria-label={finding.sentence}
      className={`flex flex-col gap-2 p-3 ${isTarget ? 'bg-selected' : ''}`}
    >
      <div className="flex flex-wrap items-center gap-2">
        <SeverityChip finding={finding} />
        <div className="min-w-0 grow">
          <ReasonLine
            sentence={finding.sentence}
            tone={isOpen ? severityChips[finding.severity].tone : 'neutral'}
          />
        </div>
        <span className="text-xs text-ink-muted">
          first seen <RelativeTime at={finding.firstSeenAt} />
          {isOpen ? (
            <>
              , last <RelativeTime at={finding.lastSeenAt} />
            </>
          ) : (
            <>
              , resolved <RelativeTime at={finding.resolvedAt} />
            </>
          )}
        </span>
        {actions}
      </div>
      <div className="grid gap-x-6 gap-y-2 text-sm lg:grid-cols-3">
        <Part title="Numbers">
          <dl className="grid grid-cols-[auto_1fr] gap-x-3">
            {Object.entries(finding.numbers).map(([name, value]) => (
              <Figure key={name} name={spellName(name)} value={value} />
            ))}
          </dl>
        </Part>
        <Part title="Evidence">
          <ul>
            {finding.evidence.map((evidence) => (
              <li key={`${evidence.tool}:${evidence.fact}`}>
                <span className="font-mono text-xs">{evidence.fact}</span> <Value value={evidence.value} />{' '}
                <span className="text-xs text-ink-muted">
                  by <EvidenceTool finding={finding} evidence={evidence} />
                </span>
              </li>
            ))}
          </ul>
          {finding.threshold !== null && (
            <p className="mt-1 text-xs text-ink-muted">
              Threshold: {finding.threshold.text} <cite>({finding.threshold.source})</cite>
            </p>
          )}
        </Part>
        <Part title="What to do">
          <ul className="list-disc pl-4">
            {finding.remedySentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Part>
      </div>
    </article>
  )
}

type EvidenceToolProps = {
  readonly finding: FindingDto
  readonly evidence: FindingDto['evidence'][number]
}

/** Who says so, leading to where it says so. */
function EvidenceTool({ finding: { host, subject }, evidence: { tool, fact, value } }: EvidenceToolProps) {
  if (host === null || !isToolId(tool)) return <>{nameTool(tool)}</>
  // Evidence about a GPU names its facts without the GPU, whose address the subject has.
  const address = subject.kind === 'gpu' ? findPciAddress(subject.label) : null
  const path = address === null ? fact : `gpus[${address}].${fact}`
  const find = chooseFindTerm({ tool, path, value: value === null ? null : String(value) })
  return <ToolLink slug={host.slug} tool={tool} find={find} />
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 break-words">
      <p className="text-xs font-medium text-ink-muted">{title}</p>
      {children}
    </div>
  )
}

function Figure({ name, value }: { readonly name: string; readonly value: number | string | null }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">
        <Value value={value} />
      </dd>
    </>
  )
}

function Value({ value }: { readonly value: number | string | null }) {
  return value === null ? <UnknownValue /> : <strong className="font-semibold">{value}</strong>
}

function scrollIntoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'center' })
}

/** One line of a ranking: what is wrong, where, since when; the rest is behind the link. */
export function FindingLine({ finding }: { readonly finding: FindingDto }) {
  const href = findingHref(finding)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <SeverityChip finding={finding} />
      <div className="min-w-0 grow">
        <ReasonLine
          sentence={finding.host === null ? finding.sentence : `${finding.host.slug} · ${finding.sentence}`}
        />
      </div>
      <span className="text-xs text-ink-muted">
        since <RelativeTime at={finding.firstSeenAt} />
      </span>
      {href !== null && (
        <AppLink href={href} aria-label={`Why: ${finding.sentence}`} className="text-sm">
          why?
        </AppLink>
      )}
    </div>
  )
}
