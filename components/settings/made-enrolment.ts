import type { RouterOutputs } from '@/components/query/trpc'

/** A token just made, with the lines that carry it. It lives in memory only and is gone with the page. */
export type MadeEnrolment = RouterOutputs['tokens']['createEnrolment'] & {
  readonly label: string
  /** Null for one host. */
  readonly maxHosts: number | null
}
