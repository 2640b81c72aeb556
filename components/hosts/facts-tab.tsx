'use client'

import { ContradictionTable } from '@/components/hosts/contradiction-table'
import { buildFactGroups } from '@/components/hosts/fact-groups'
import { FactList } from '@/components/hosts/fact-list'
import { useHost } from '@/components/hosts/host-provider'
import { NetworkTable } from '@/components/hosts/network-table'
import { NoFacts } from '@/components/hosts/no-facts'
import { NumaTable } from '@/components/hosts/numa-table'
import { useFactTraces } from '@/components/hosts/sources/use-fact-traces'
import { StaleTools } from '@/components/hosts/tool-status'
import { ToolTables } from '@/components/hosts/tool-table'
import { Panel } from '@/components/ui/panel'

/** Every fact of the host itself, with who told it and how old that is. */
export function FactsTab() {
  const host = useHost()
  const { facts, tools, slug } = host
  const traces = useFactTraces(slug, facts !== null)
  if (facts === null && tools.length === 0) return <NoFacts host={host} />
  const groups = facts === null ? [] : buildFactGroups({ slug, facts, tools, traces })
  return (
    <>
      <StaleTools tools={tools} />
      {facts !== null && (
        <>
          <ContradictionTable contradictions={facts.contradictions} slug={slug} />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            {(['left', 'right'] as const).map((column) => (
              <div key={column} className="flex min-w-0 flex-col gap-4">
                {groups
                  .filter((group) => group.column === column)
                  .map((group) => (
                    <Panel key={group.id} title={group.title}>
                      <FactList label={`${group.title} facts`} rows={group.rows} slug={slug} />
                    </Panel>
                  ))}
              </div>
            ))}
          </div>
          <NumaTable facts={facts} tools={tools} slug={slug} />
          <NetworkTable facts={facts} tools={tools} slug={slug} />
        </>
      )}
      <Panel title="Tools" note="What became of each at its last run" flush>
        <ToolTables tools={tools} slug={slug} />
      </Panel>
    </>
  )
}
