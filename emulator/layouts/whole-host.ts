import type { HostLayout } from '@/emulator/host-layout'
import { dealIrqs } from './interrupts'
import { readLoad } from './moment'

type Optional = 'irqs' | 'load' | 'nics' | 'nvidia' | 'amd' | 'intel' | 'domains' | 'mdev' | 'guest'

/** A host with what follows from the rest put in: interrupts, load, and nothing where nothing is told. */
export function completeHost(
  told: Omit<HostLayout, Optional> & Partial<Pick<HostLayout, Optional>>,
  tick: number,
): HostLayout {
  return {
    irqs: dealIrqs(told, tick),
    load: readLoad(tick),
    nics: [],
    nvidia: null,
    amd: null,
    intel: null,
    domains: null,
    mdev: null,
    guest: null,
    ...told,
  }
}
