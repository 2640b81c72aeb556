import type { ReactNode } from 'react'
import { buildRawHref, type RawPlace } from '@/components/hosts/raw/raw-address'
import { nameTool } from '@/components/hosts/tool-names'
import { AppLink } from '@/components/ui/app-link'
import type { HostToolDto } from '@/server/contracts/host'

export type ToolLinkProps = RawPlace & {
  /** False where no output of it is kept: the name is then text. */
  readonly isKept?: boolean
  /** A shorter name where there is no room. */
  readonly children?: ReactNode
}

/** A tool as one would type it; a click shows what it printed. */
export function ToolLink({ isKept = true, children, ...place }: ToolLinkProps) {
  const name = nameTool(place.tool)
  const href = isKept ? buildRawHref(place) : null
  const shown = children ?? name
  if (href === null) return <>{shown}</>
  return (
    <AppLink href={href} prefetch={false} title={`What ${name} printed`}>
      {shown}
    </AppLink>
  )
}

/** Whether what a tool printed can be looked at. */
export function isRawKept(tools: readonly HostToolDto[], tool: string): boolean {
  return tools.some((state) => state.tool === tool && state.hasRaw)
}
