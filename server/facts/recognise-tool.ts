import { isToolId, type ToolId } from '@/server/core/inventory/tools/tool-facts'

export interface RawPart {
  content: string
  fileName?: string
}

/** Everything that tells a tool stands near the top; a long part is not searched whole. */
const HEAD_CHARACTERS = 64 * 1024

/** Signs in the text itself, the surest first. Each is something no other tool prints. */
const SIGNS: [ToolId, RegExp][] = [
  ['nvidia-smi-q-x', /<nvidia_smi_log\b|<!DOCTYPE\s+nvidia_smi_log\b/],
  ['sysfs-pci', /^\/sys\/bus\/pci\/devices\//m],
  ['sysfs-node', /^\/sys\/devices\/system\/node\/node\d/m],
  ['dmi', /^\/sys\/(?:class\/dmi|devices\/virtual\/dmi)\/id\//m],
  ['lscpu', /^\s*\{\s*"lscpu"\s*:/],
  ['numactl', /^available: \d+ nodes? \(|^node \d+ cpus:/m],
  ['nvidia-smi-topo-m', /^[\t ]*GPU0(?:[\t ]+(?:GPU|NIC|mlx)\w*)*[\t ]+CPU Affinity\b/m],
  ['nvidia-smi-topo-m', /^[\t ]*GPU0[\t ]+X[\t ]+(?:NV\d|PIX|PXB|PHB|NODE|SYS)\b/m],
  ['lspci', /^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7] [0-9A-Z][^:\n]*: /im],
  ['uname', /^Linux \S+ \S+ #\d+/],
  ['os-release', /^(?:PRETTY_NAME|ID|VERSION_ID)=/m],
]

/**
 * Which tool wrote a text: by what it says, and only where it says nothing typical (an error, an empty list) by the
 * file's name, which the collector makes from the tool's id. Null: nobody's. Expects text without terminal styling.
 */
export function recogniseTool({ content, fileName }: RawPart): ToolId | null {
  const head = content.slice(0, HEAD_CHARACTERS)
  const sign = SIGNS.find(([, shape]) => shape.test(head))
  return sign?.[0] ?? recogniseFileName(fileName ?? '')
}

function recogniseFileName(fileName: string): ToolId | null {
  const base = fileName.split('/').at(-1) ?? ''
  const stem = base.replace(/\.(?:xml|txt|json)$/, '')
  return isToolId(stem) ? stem : null
}
