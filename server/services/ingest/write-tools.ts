import { getTableColumns, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { hostTool } from '@/db/schema'
import type { HostToolRow } from './merge-tools'

/** What each tool stands for now, in one statement. */
export async function writeTools(tx: Transaction, tools: HostToolRow[]): Promise<void> {
  if (tools.length === 0) return
  const { hostId: _, tool: __, ...told } = getTableColumns(hostTool)
  const set = Object.fromEntries(
    Object.entries(told).map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
  )
  await tx
    .insert(hostTool)
    .values(tools)
    .onConflictDoUpdate({ target: [hostTool.hostId, hostTool.tool], set })
}
