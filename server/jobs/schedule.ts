import type { ServiceContext } from '@/server/services/context'
import { noticeSilence } from '@/server/services/hosts/notice-silence'
import { pruneBundles } from '@/server/services/retention/prune-bundles'

export interface Job {
  name: string
  everyMs: number
  /** Returns how much it did, for the log. */
  run: (args: { ctx: ServiceContext; epoch: number }) => Promise<number>
}

/** What the leading worker does, and how often. */
export const JOBS: readonly Job[] = [
  { name: 'noticeSilence', everyMs: 30_000, run: noticeSilence },
  { name: 'pruneBundles', everyMs: 10 * 60_000, run: pruneBundles },
]
