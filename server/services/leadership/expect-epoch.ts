import { eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { workerEpoch } from '@/db/schema'
import { DomainError } from '@/server/services/domain-error'

/**
 * The fence: locks the epoch row until the transaction ends and refuses it when another worker has raised the
 * epoch since. @throws DomainError conflict `leadershipLost`
 */
export async function expectEpoch({ tx, epoch }: { tx: Transaction; epoch: number }): Promise<void> {
  const [row] = await tx.select().from(workerEpoch).where(eq(workerEpoch.id, 1)).for('share')
  if (row?.epoch === epoch) return
  throw new DomainError('conflict', 'leadershipLost', 'Another worker leads by now', {
    epoch,
    present: row?.epoch ?? null,
  })
}
