import type { Tone } from '@/components/ui/tone'
import type { HostRowDto } from '@/server/contracts/host'

export type Chip = { readonly tone: Tone; readonly word: string; readonly title: string }

/** The one chip of a host: what Berth takes from it, and whether it still speaks. */
export function describeState({ state, freshness }: Pick<HostRowDto, 'state' | 'freshness'>): Chip {
  if (state === 'pendingApproval') {
    return {
      tone: 'warn',
      word: 'waits for approval',
      title: 'Nothing it sends is taken until it is approved.',
    }
  }
  if (state === 'retired') {
    return { tone: 'drained', word: 'retired', title: 'Its facts and history stay; nothing new is taken.' }
  }
  return freshnessChips[freshness]
}

const freshnessChips: Readonly<Record<HostRowDto['freshness'], Chip>> = {
  fresh: { tone: 'ok', word: 'fresh', title: 'Heard of within two collection intervals.' },
  silent: { tone: 'warn', word: 'silent', title: 'Nothing heard for more than two collection intervals.' },
  never: {
    tone: 'unknown',
    word: 'never heard',
    title: 'No collector of it has reported yet; what is known of it was brought by hand.',
  },
}

export const machineWords: Readonly<Record<HostRowDto['machineKind'], string>> = {
  physical: 'physical',
  guest: 'guest',
  unknown: 'unknown',
}

/** `8 GPUs`, `1 GPU`, `no GPUs`, `GPUs unknown`. */
export function describeGpuCount(count: number | null): string {
  if (count === null) return 'GPUs unknown'
  if (count === 0) return 'no GPUs'
  return count === 1 ? '1 GPU' : `${count} GPUs`
}

/** What the host is and what needs somebody, in one sentence with numbers. */
export function describeHost(
  host: Pick<
    HostRowDto,
    'state' | 'machineKind' | 'pool' | 'gpuCount' | 'gpuModels' | 'openFindingCount' | 'staleToolCount'
  >,
): string {
  if (host.state === 'pendingApproval') {
    return 'It enrolled with a bulk token and waits: nothing it sends is taken until somebody approves it.'
  }
  const models = host.gpuModels.length === 0 ? '' : ` (${host.gpuModels.join(', ')})`
  const parts = [
    `${describeGpuCount(host.gpuCount)}${models}`,
    host.pool === null ? 'in no pool' : `in pool ${host.pool.slug}`,
    host.openFindingCount === 0 ? 'no open findings' : countOf(host.openFindingCount, 'open finding'),
  ]
  if (host.staleToolCount > 0) parts.push(`${countOf(host.staleToolCount, 'tool')} stale`)
  if (host.machineKind === 'guest') parts.push('a guest: its hardware is what a hypervisor shows it')
  const sentence = `${parts.join(', ')}.`
  return host.state === 'retired'
    ? `Retired; what was last known stays: ${sentence}`
    : sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
