import { countOf } from '@/components/hosts/host-words'
import type { OverviewDto } from '@/server/contracts/overview'

type Counts = Pick<
  OverviewDto,
  | 'hostCount'
  | 'silentHostCount'
  | 'pendingHostCount'
  | 'gpuCount'
  | 'unknownGpuHostCount'
  | 'openFindingCount'
>

/** The estate in one sentence: what there is, what is not known, what needs somebody. */
export function describeEstate(counts: Counts): string {
  const { hostCount, gpuCount, unknownGpuHostCount, silentHostCount, pendingHostCount, openFindingCount } =
    counts
  if (hostCount === 0 && pendingHostCount === 0) return 'No hosts yet.'
  const gpus =
    unknownGpuHostCount === 0
      ? countOf(gpuCount, 'GPU')
      : `${countOf(gpuCount, 'GPU')} known, those of ${countOf(unknownGpuHostCount, 'host')} unknown`
  const parts = [countOf(hostCount, 'host'), gpus]
  if (silentHostCount > 0) parts.push(`${silentHostCount} silent`)
  parts.push(
    openFindingCount === 0
      ? 'no open findings'
      : `${countOf(openFindingCount, 'finding')} ${openFindingCount === 1 ? 'needs' : 'need'} you`,
  )
  const waiting =
    pendingHostCount === 0
      ? ''
      : ` ${countOf(pendingHostCount, 'host')} ${pendingHostCount === 1 ? 'waits' : 'wait'} for approval.`
  return `${parts.join(', ')}.${waiting}`
}

export type FreshnessCounts = { readonly fresh: number; readonly silent: number; readonly never: number }

/** The three kinds of enrolled hosts; they add up to all of them. */
export function countFreshness(
  overview: Pick<OverviewDto, 'hostCount' | 'freshHostCount' | 'silentHostCount'>,
): FreshnessCounts {
  const { hostCount, freshHostCount, silentHostCount } = overview
  return {
    fresh: freshHostCount,
    silent: silentHostCount,
    never: Math.max(0, hostCount - freshHostCount - silentHostCount),
  }
}
