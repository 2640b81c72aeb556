import { and, eq, getTableColumns, isNotNull, notInArray, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { hostTool } from '@/db/schema'
import { getBuildId } from '@/server/config/build-id'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { KnownOutputs } from './read-parts'

/** What became of a tool, without its facts: those are long, and mostly the same as before. */
export type ToolState = Omit<typeof hostTool.$inferSelect, 'facts'> & { hasFacts: boolean }

export async function loadToolStates(tx: Queryable, hostId: string): Promise<ToolState[]> {
  const { facts: _, ...columns } = getTableColumns(hostTool)
  return tx
    .select({ ...columns, hasFacts: sql<boolean>`${hostTool.facts} is not null` })
    .from(hostTool)
    .where(eq(hostTool.hostId, hostId))
}

/**
 * The facts that stand, tool by tool: what `composeHost` makes a host of. Without those of the tools that the caller
 * knows better: facts are long.
 */
export async function loadToolParts(
  tx: Queryable,
  hostId: string,
  without: readonly ToolId[] = [],
): Promise<ToolParts> {
  const rows = await tx
    .select({ tool: hostTool.tool, facts: hostTool.facts })
    .from(hostTool)
    .where(
      and(eq(hostTool.hostId, hostId), isNotNull(hostTool.facts), notInArray(hostTool.tool, [...without])),
    )
  return Object.fromEntries(rows.map(({ tool, facts }) => [tool, facts]))
}

/** A pulse's short list beside the full one is another moment, not another witness. */
export function dropPulse({ 'nvidia-smi-query-gpu': query, ...parts }: ToolParts): ToolParts {
  return parts['nvidia-smi-q-x'] || !query ? parts : { ...parts, 'nvidia-smi-query-gpu': query }
}

/** The output that each tool's facts were read from, where this build read them: the same bytes say nothing new. */
export async function loadKnownOutputs(tx: Queryable, hostId: string): Promise<KnownOutputs> {
  const rows = await tx
    .select({ tool: hostTool.tool, rawSha256: hostTool.rawSha256 })
    .from(hostTool)
    .where(
      and(
        eq(hostTool.hostId, hostId),
        eq(hostTool.readerBuild, getBuildId()),
        eq(hostTool.source, 'collector'),
      ),
    )
  return new Map(rows.flatMap(({ tool, rawSha256 }) => (rawSha256 === null ? [] : [[tool, rawSha256]])))
}
