import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { PlainTable } from '@/components/hosts/plain-table'
import { chooseFindTerm } from '@/components/hosts/raw/find-term'
import { buildRawHref } from '@/components/hosts/raw/raw-address'
import { nameTool } from '@/components/hosts/tool-names'
import { ButtonLink } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { HostDto } from '@/server/contracts/host'
import type { FactClaimDto, HostFactDto } from '@/server/contracts/host-fact'
import type { HostSection } from '@/server/core/inventory/host-facts'
import { FactText } from './fact-value'
import { judgeOrigin } from './weigh-claims'

export type ClaimTableProps = {
  readonly fact: HostFactDto
  readonly host: Pick<HostDto, 'slug' | 'tools'>
}

/** The value that Berth goes by, and below it every tool's word, the believed one first. */
export function ClaimTable({ fact, host }: ClaimTableProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 font-mono text-base break-all">
          <FactText value={fact.value} />
        </span>
        {fact.isContradicted && <StatusChip tone="warn">contradicted</StatusChip>}
        {fact.isReading && (
          <StatusChip tone="neutral" title="It moves by itself and is no part of the history.">
            reading
          </StatusChip>
        )}
      </div>
      <p className="text-sm text-ink-muted">{describeOrigin(fact, host)}</p>
      {fact.claims.length > 0 && (
        <div className="rounded-md border">
          <PlainTable
            label="What each tool said"
            columns={[
              { key: 'tool', header: 'Tool' },
              { key: 'value', header: 'Value' },
              { key: 'verdict', header: 'Against the first' },
              { key: 'at', header: 'When' },
              { key: 'source', header: 'Brought by' },
              { key: 'raw', header: <span className="sr-only">Raw output</span>, align: 'end' },
            ]}
            rows={fact.claims.map((claim, index) => ({
              // A tool may be quoted twice: as itself and as what its table says.
              key: `${claim.tool}:${index}`,
              cells: [
                <span key="tool" className="font-mono text-xs">
                  {nameTool(claim.tool)}
                </span>,
                <span key="value" className="font-mono text-xs break-all">
                  <FactText value={claim.value} />
                </span>,
                <Verdict key="verdict" fact={fact} index={index} />,
                <span key="at" className="inline-flex items-center gap-1.5">
                  <RelativeTime at={claim.observedAt} none="never" />
                  {claim.stale && <StatusChip tone="warn">stale</StatusChip>}
                </span>,
                claim.source === 'person' ? 'a person' : 'collector',
                <RawButton key="raw" slug={host.slug} path={fact.path} claim={claim} />,
              ],
            }))}
          />
        </div>
      )}
    </>
  )
}

function Verdict({ fact, index }: { readonly fact: HostFactDto; readonly index: number }) {
  const claim = fact.claims[index]
  if (index === 0) return <span className="text-ink-muted">goes by this</span>
  if (claim?.value === fact.claims[0]?.value) return <StatusChip tone="ok">agrees</StatusChip>
  return fact.isContradicted ? (
    <StatusChip tone="warn">contradicts</StatusChip>
  ) : (
    <StatusChip tone="neutral" title="Another moment, rounding or wording: no contradiction.">
      otherwise
    </StatusChip>
  )
}

type RawButtonProps = {
  readonly slug: string
  readonly path: string
  readonly claim: FactClaimDto
}

function RawButton({ slug, path, claim: { tool, value, hasRaw } }: RawButtonProps) {
  const href = hasRaw ? buildRawHref({ slug, tool, find: chooseFindTerm({ tool, path, value }) }) : null
  if (href === null) return <span className="text-xs text-ink-muted">not kept</span>
  return (
    <ButtonLink href={href} size="small" prefetch={false} aria-label={`Raw output of ${nameTool(tool)}`}>
      Raw output
    </ButtonLink>
  )
}

function describeOrigin(fact: HostFactDto, host: Pick<HostDto, 'tools'>): string {
  const origin = judgeOrigin(fact)
  if (origin === 'derived') return 'No tool says this outright: it is worked out from other facts.'
  if (origin === 'told') {
    return 'What the first tool said is shown everywhere; the order is that of trust, not of time.'
  }
  const section = /^[A-Za-z]+/.exec(fact.path)?.[0] ?? ''
  return isSection(section) ? explainUnknown(host.tools, toolsOfSection[section]) : 'No tool told it.'
}

function isSection(text: string): text is HostSection {
  return Object.hasOwn(toolsOfSection, text)
}
