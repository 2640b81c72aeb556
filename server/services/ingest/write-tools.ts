import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { hostTool } from '@/db/schema'
import type { MergedTools } from './merge-tools'
import { selectRows } from './select-rows'

interface WriteToolsArgs {
  tx: Transaction
  hostId: string
  bundleId: string
  merged: Pick<MergedTools, 'touched' | 'told'>
  now: Date
}

/**
 * What each tool stands for now. Facts that stay as they are, are not sent again: they are most of what a host's
 * row weighs, and most of what a delivery repeats.
 */
export async function writeTools({ tx, hostId, bundleId, merged, now }: WriteToolsArgs): Promise<void> {
  const { touched, told } = merged
  const repeated = touched.filter((tool) => tool.isConfirmed)
  if (repeated.length > 0) {
    const names = repeated.map(({ tool }) => tool)
    await tx
      .update(hostTool)
      .set({ observedAt: now, lastBundleId: bundleId })
      .where(and(eq(hostTool.hostId, hostId), inArray(hostTool.tool, names)))
  }
  const others = touched.filter((tool) => !tool.isConfirmed)
  const states = others.map((tool) => {
    const { hasFacts: _, isConfirmed: __, newFacts, ...state } = tool
    const lastBundleId = told.has(tool.tool) ? bundleId : tool.lastBundleId
    return { state: { ...state, lastBundleId }, newFacts }
  })
  const { hostId: _, tool: __, facts, ...columns } = getTableColumns(hostTool)
  const read = states.flatMap(({ state, newFacts }) =>
    newFacts ? [{ ...state, facts: newFacts.facts }] : [],
  )
  const unread = states.flatMap(({ state, newFacts }) => (newFacts ? [] : [state]))
  // Facts as parameters of their own: within one long JSON they would be read twice.
  if (read.length > 0)
    await tx
      .insert(hostTool)
      .values(read)
      .onConflictDoUpdate(replace({ ...columns, facts }))
  if (unread.length > 0)
    await tx.insert(hostTool).select(selectRows(hostTool, unread)).onConflictDoUpdate(replace(columns))
}

function replace(columns: Partial<ReturnType<typeof getTableColumns<typeof hostTool>>>) {
  const set = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
  )
  return { target: [hostTool.hostId, hostTool.tool], set }
}
