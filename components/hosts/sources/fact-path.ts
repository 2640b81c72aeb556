import { spellName } from '@/components/findings/finding-words'
import type { HostFacts } from '@/server/core/inventory/host-facts'

/** A step of a path: what one would say, and the exact name where it says which of several. */
export type PathStep = { readonly word: string; readonly name: string | null }

const sections: Readonly<Record<string, string>> = {
  system: 'System',
  machineKind: 'Machine',
  cpu: 'CPU',
  numaNodes: 'NUMA node',
  pciFunctions: 'PCI function',
  gpus: 'GPU',
  gpuLinks: 'GPU links',
  driver: 'GPU driver',
  kernel: 'Kernel',
  fabric: 'Fabric',
  networkAdapters: 'Network adapter',
  occupants: 'Occupant',
}

const units: Readonly<Record<string, string>> = { Mib: 'MiB', Kib: 'KiB', Gib: 'GiB', Gts: 'GT/s' }

/**
 * A fact's path as one would read it aloud: `gpus[GPU-1f2e].reading.linkCurrentGen` is GPU 3, link current gen.
 * @param names shorter names of devices, by the key that the path has
 */
export function readPath(path: string, names: ReadonlyMap<string, string>): PathStep[] {
  const steps: PathStep[] = []
  for (const [, key, name] of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    const last = steps.at(-1)
    if (name !== undefined && last !== undefined) {
      steps[steps.length - 1] = { word: last.word, name: names.get(name) ?? name }
    } else if (key !== undefined && key !== 'reading') {
      const section = steps.length === 0 ? sections[key] : undefined
      steps.push({ word: section ?? spellFact(key), name: null })
    }
  }
  return steps
}

/** `memoryTotalMib` → `memory total MiB`. */
function spellFact(key: string): string {
  const unit = /(?<=[a-z0-9])(?:Mib|Kib|Gib|Gts)$/.exec(key)?.[0]
  if (unit === undefined) return spellName(key)
  return `${spellName(key.slice(0, -unit.length))} ${units[unit]}`
}

/** `GPU 3, link, current width`: for titles and for screen readers. */
export function sayPath(steps: readonly PathStep[]): string {
  return steps.map(({ word, name }) => (name === null ? word : `${word} ${name}`)).join(', ')
}

/** GPUs by their index where they have one: a UUID says little to a reader. */
export function nameDevices(facts: HostFacts | null): Map<string, string> {
  const names = new Map<string, string>()
  for (const gpu of facts?.gpus ?? []) if (gpu.index !== null) names.set(gpu.key, String(gpu.index))
  return names
}
