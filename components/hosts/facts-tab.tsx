'use client'

import { ContradictionTable } from '@/components/hosts/contradiction-table'
import { buildFactGroups } from '@/components/hosts/fact-rows'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { NumaTable } from '@/components/hosts/numa-table'
import { StaleTools, ToolTable } from '@/components/hosts/tool-status'
import { KeyValueList } from '@/components/ui/key-value-list'
import { Panel } from '@/components/ui/panel'

/** Every fact of the host itself, with who told it and how old that is. */
export function FactsTab() {
  const host = useHost()
  const { facts, tools } = host
  if (facts === null && tools.length === 0) return <NoFacts host={host} />
  return (
    <>
      <StaleTools tools={tools} />
      {facts !== null && (
        <>
          <ContradictionTable contradictions={facts.contradictions} />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            {buildFactGroups(facts, tools).map((group) => (
              <Panel key={group.id} title={group.title}>
                <KeyValueList label={`${group.title} facts`} rows={group.rows} />
              </Panel>
            ))}
          </div>
          <NumaTable facts={facts} tools={tools} />
        </>
      )}
      <Panel title="Tools" note="What became of each at its last run" flush>
        <ToolTable tools={tools} />
      </Panel>
    </>
  )
}
