import { PlainTable } from '@/components/hosts/plain-table'
import { chooseFindTerm } from '@/components/hosts/raw/find-term'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { ToolLink } from '@/components/hosts/tool-link'
import { Panel } from '@/components/ui/panel'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { Contradiction, ContradictionCode } from '@/server/core/inventory/host-facts'

const words: Readonly<Record<ContradictionCode, string>> = {
  valuesDiffer: 'values differ',
  gpuCountsDiffer: 'GPU counts differ',
  duplicateUuid: 'one UUID twice',
  duplicateAddress: 'one address twice',
  linkContradictsNuma: 'link against NUMA nodes',
  linksAsymmetric: 'links differ by direction',
}

/** Where two tools cannot both be right: each is quoted, the first is the one that Berth goes by. */
export function ContradictionTable({
  contradictions,
  slug,
}: {
  readonly contradictions: readonly Contradiction[]
  readonly slug: string
}) {
  if (contradictions.length === 0) return null
  return (
    <Panel title="Tools that disagree" note="The first value is the one shown elsewhere." flush>
      <PlainTable
        label="Facts on which the tools disagree"
        columns={[
          { key: 'fact', header: 'Fact' },
          { key: 'kind', header: 'What' },
          { key: 'values', header: 'Who says what' },
        ]}
        rows={contradictions.map((contradiction) => ({
          key: `${contradiction.code}:${contradiction.fact}`,
          cells: [
            <span key="fact" className="font-mono text-xs break-all">
              {contradiction.fact}
              <SourcesLink
                slug={slug}
                path={contradiction.fact}
                isFact={contradiction.code === 'valuesDiffer'}
                label={`What every tool said: ${contradiction.fact}`}
              />
            </span>,
            words[contradiction.code],
            <ul key="values" className="flex flex-wrap gap-x-4">
              {contradiction.values.map(({ tool, value }, index) => (
                // One tool may be quoted twice; the order is the order of trust.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index}>
                  <span className="text-ink-muted">
                    <ToolLink
                      slug={slug}
                      tool={tool}
                      find={chooseFindTerm({
                        tool,
                        path: contradiction.fact,
                        value: value === null ? null : String(value),
                      })}
                    />
                    :
                  </span>{' '}
                  {value === null ? <UnknownValue /> : String(value)}
                </li>
              ))}
            </ul>,
          ],
        }))}
      />
    </Panel>
  )
}
