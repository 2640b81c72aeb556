import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { hostTool } from '@/db/schema'
import type { MergedTools } from './merge-tools'

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
  await upsert(
    tx,
    states.flatMap(({ state, newFacts }) => (newFacts ? [{ ...state, facts: newFacts.facts }] : [])),
    { ...columns, facts },
  )
  await upsert(
    tx,
    states.flatMap(({ state, newFacts }) => (newFacts ? [] : [state])),
    columns,
  )
}

async function upsert(
  tx: Transaction,
  rows: (typeof hostTool.$inferInsert)[],
  columns: Partial<ReturnType<typeof getTableColumns<typeof hostTool>>>,
): Promise<void> {
  if (rows.length === 0) return
  const set = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
  )
  await tx
    .insert(hostTool)
    .values(rows)
    .onConflictDoUpdate({ target: [hostTool.hostId, hostTool.tool], set })
}
