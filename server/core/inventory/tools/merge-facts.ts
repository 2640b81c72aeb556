import type { ToolFacts, ToolId } from './tool-facts'

type Item = Record<string, unknown>

/**
 * The tools that are asked once per object, so that several files of one tool are several parts of one answer: the
 * lists of their facts, and what names an element of each.
 */
const LISTS: { [K in ToolId]?: Partial<Record<keyof ToolFacts[K], (item: Item) => unknown>> } = {
  'virsh-nodedev': { pci: ({ name }) => name, mdevs: ({ uuid, name }) => uuid ?? name },
  'virsh-domains': { domains: ({ uuid, name }) => uuid ?? name },
  'virsh-vcpupin': { domains: ({ domain }) => domain },
  'virsh-emulatorpin': { domains: ({ domain }) => domain },
  'virsh-iothreadinfo': { domains: ({ domain }) => domain },
  'virsh-guestinfo': { domains: ({ domain }) => domain },
  'qemu-processes': { processes: ({ pid }) => pid },
  'nic-firmware': { nics: ({ name, address }) => name ?? address },
  'xpu-smi-discovery': { devices: ({ deviceId, address }) => deviceId ?? address },
  'xpu-smi-stats': { devices: ({ deviceId }) => deviceId },
  'proc-pressure': { resources: ({ resource }) => resource },
}

/**
 * What two outputs of one tool say together; where both speak of one object the first counts, and the second fills
 * what the first left open. Null: this tool speaks of a host as a whole, and two of its outputs are two moments.
 */
export function mergeToolFacts<K extends ToolId>(
  tool: K,
  first: ToolFacts[K],
  second: ToolFacts[K],
): ToolFacts[K] | null {
  const lists = LISTS[tool]
  if (!lists) return null
  const merged: ToolFacts[K] = { ...first }
  for (const [field, nameOf] of Object.entries(lists) as [keyof ToolFacts[K], (item: Item) => unknown][]) {
    const known = first[field] as Item[]
    const added = [...(second[field] as Item[])]
    const both = known.map((item) => {
      const name = nameOf(item) ?? null
      const twin = name === null ? -1 : added.findIndex((other) => nameOf(other) === name)
      return twin < 0 ? item : fillOpen(item, added.splice(twin, 1)[0] ?? {})
    })
    merged[field] = [...both, ...added] as ToolFacts[K][keyof ToolFacts[K]]
  }
  return merged
}

function fillOpen(item: Item, other: Item): Item {
  const open = Object.entries(other).filter(([key, value]) => item[key] === null && value !== null)
  return { ...item, ...Object.fromEntries(open) }
}
