import { buildRawHref, type RawPlace } from '@/components/hosts/raw/raw-address'
import { nameTool } from '@/components/hosts/tool-names'
import { AppLink } from '@/components/ui/app-link'
import type { HostToolDto } from '@/server/contracts/host'

export type ToolLinkProps = RawPlace & {
  /** False where no output of it is kept: the name is then text. */
  readonly isKept?: boolean
}

/** A tool as one would type it; a click shows what it printed. */
export function ToolLink({ isKept = true, ...place }: ToolLinkProps) {
  const name = nameTool(place.tool)
  const href = isKept ? buildRawHref(place) : null
  if (href === null) return <>{name}</>
  return (
    <AppLink href={href} prefetch={false} title={`What ${name} printed`}>
      {name}
    </AppLink>
  )
}

/** Whether what a tool printed can be looked at. */
export function isRawKept(tools: readonly HostToolDto[], tool: string): boolean {
  return tools.some((state) => state.tool === tool && state.hasRaw)
}
