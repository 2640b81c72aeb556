import type { DataColumn } from '@/components/data-table/column'
import { chooseFindTerm } from '@/components/hosts/raw/find-term'
import { ToolLink } from '@/components/hosts/tool-link'
import { AppLink } from '@/components/ui/app-link'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { HostFactDto } from '@/server/contracts/host-fact'
import { readPath } from './fact-path'
import { FactText } from './fact-value'
import { OthersChip } from './others-chip'
import { PathText } from './path-text'
import { judgeOrigin, weighClaims } from './weigh-claims'

export type SourceColumnsArgs = {
  readonly slug: string
  readonly names: ReadonlyMap<string, string>
  readonly buildHref: (path: string) => string
}

export function buildSourceColumns({
  slug,
  names,
  buildHref,
}: SourceColumnsArgs): readonly DataColumn<HostFactDto>[] {
  return [
    {
      id: 'path',
      header: 'Fact',
      width: 380,
      hideable: false,
      cell: (fact) => (
        <AppLink
          href={buildHref(fact.path)}
          scroll={false}
          prefetch={false}
          title={fact.path}
          className="plain-link"
        >
          <PathText steps={readPath(fact.path, names)} />
        </AppLink>
      ),
    },
    {
      id: 'value',
      header: 'Value',
      width: 240,
      cell: (fact) => (
        <span className="font-mono text-xs">
          <FactText value={fact.value} />
        </span>
      ),
    },
    {
      id: 'first',
      header: 'Told by',
      width: 180,
      cell: (fact) => <Teller fact={fact} slug={slug} />,
    },
    {
      id: 'at',
      header: 'When',
      width: 130,
      cell: (fact) => {
        const { first } = weighClaims(fact)
        if (first === null) return null
        return (
          <span className="inline-flex items-center gap-1.5">
            <RelativeTime at={first.observedAt} none="never" />
            {first.stale && <StatusChip tone="warn">stale</StatusChip>}
          </span>
        )
      },
    },
    { id: 'others', header: 'The others', width: 170, cell: (fact) => <OthersChip fact={fact} /> },
    {
      id: 'kind',
      header: 'Kind',
      width: 80,
      hiddenAtFirst: true,
      cell: (fact) => (fact.isReading ? 'reading' : 'fact'),
    },
  ]
}

function Teller({ fact, slug }: { readonly fact: HostFactDto; readonly slug: string }) {
  const { first } = weighClaims(fact)
  if (first === null) {
    return (
      <span className="text-xs text-ink-muted">
        {judgeOrigin(fact) === 'derived' ? 'worked out' : 'nobody'}
      </span>
    )
  }
  const { tool, value, hasRaw } = first
  return (
    <span className="text-xs">
      <ToolLink
        slug={slug}
        tool={tool}
        find={chooseFindTerm({ tool, path: fact.path, value })}
        isKept={hasRaw}
      />
    </span>
  )
}
