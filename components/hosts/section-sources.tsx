import { Fragment } from 'react'
import { readProvenance } from '@/components/hosts/fact-rows'
import { isRawKept, ToolLink } from '@/components/hosts/tool-link'
import { Age } from '@/components/ui/relative-time'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFacts, HostSection } from '@/server/core/inventory/host-facts'

export type SectionSourcesProps = {
  readonly slug: string
  readonly facts: HostFacts
  readonly tools: readonly HostToolDto[]
  readonly section: HostSection
  readonly find?: string | null
}

/** The tools that told a section, each a link to its output, and how old the oldest is. */
export function SectionSources({ slug, facts, tools, section, find }: SectionSourcesProps) {
  const { tellers, at } = readProvenance(facts, tools, section)
  if (tellers.length === 0) return null
  return (
    <>
      {tellers.map((tool, index) => (
        <Fragment key={tool}>
          {index > 0 && ', '}
          <ToolLink slug={slug} tool={tool} find={find} isKept={isRawKept(tools, tool)} />
        </Fragment>
      ))}
      , <Age at={at} none="never" />
    </>
  )
}
