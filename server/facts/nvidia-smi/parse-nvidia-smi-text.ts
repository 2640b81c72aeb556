import type { NvidiaSmiFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { makeNode, setPath } from './log-tree'
import { isNoDevices, NO_DEVICES, readLog } from './read-log'
import { nameElement } from './text-names'
import { type OutlineGpu, type OutlineItem, readTextOutline, type TextOutline } from './text-outline'

/**
 * `nvidia-smi -q` of any driver from 390 on: the text is brought into the layout of the XML form and read as that.
 * Throws `PartRefusal`.
 */
export function parseNvidiaSmiText(text: string, issues: IssueList): NvidiaSmiFacts {
  if (isNoDevices(text, issues)) return NO_DEVICES
  const outline = readTextOutline(text, issues)
  const root = makeNode('nvidia_smi_log', 1)
  convertItems(outline.head, root, issues)
  refuseTruncated(outline, root)
  for (const gpu of outline.gpus) root.children.push(convertGpu(gpu, issues))
  return readLog(root, issues)
}

/**
 * The text has no end mark. A GPU's block is whole when something follows it, an empty line being enough, or when it
 * has come as far as the processes, which stand at its end: whatever is missing then is missing from their list only.
 */
function refuseTruncated({ gpus, isLastGpuClosed, lastLine }: TextOutline, root: XmlNode): void {
  const announced = root.children.find((child) => child.name === 'attached_gpus')?.text
  const last = gpus.at(-1)
  if (!last) {
    if (announced === '0') return
    throw new PartRefusal('truncated', lastLine, `${announced ?? 'no'} attached GPUs, none shown`)
  }
  if (isLastGpuClosed || last.items.some((item) => item.label === 'Processes')) return
  throw new PartRefusal(
    'truncated',
    lastLine,
    `GPU ${last.busId} ends in ${last.items.at(-1)?.label ?? 'its title'}`,
  )
}

function convertGpu({ busId, line, items }: OutlineGpu, issues: IssueList): XmlNode {
  const gpu = makeNode('gpu', line)
  gpu.attributes.id = busId
  const isMigDevice = (item: OutlineItem) => /^MIG Devices?$/.test(item.label)
  convertItems(
    items.filter((item) => !isMigDevice(item)),
    gpu,
    issues,
  )
  const migDevices = items.filter(isMigDevice)
  if (migDevices.length > 0) gpu.children.push(convertMigDevices(migDevices, issues))
  return gpu
}

/** The text repeats a heading for each; the XML has a list of them, or `None` in its place. */
function convertMigDevices(items: OutlineItem[], issues: IssueList): XmlNode {
  const list = makeNode('mig_devices', items[0]?.line ?? 0, items[0]?.value ?? '')
  for (const item of items) {
    if (item.children.length === 0) continue
    const device = makeNode('mig_device', item.line)
    convertItems(item.children, device, issues)
    list.children.push(device)
  }
  return list
}

function convertItems(items: OutlineItem[], parent: XmlNode, issues: IssueList): void {
  for (const item of items) {
    const name = nameElement(parent.name, item.label)
    if (name === 'processes') convertProcesses(item, parent, issues)
    else if (/^clocks_(?:event|throttle)_reasons$/.test(name)) convertReasons(item, name, parent)
    else if (item.children.length > 0) {
      const section = makeNode(name, item.line, item.value ?? '')
      convertItems(item.children, section, issues)
      parent.children.push(section)
    } else if (item.value !== null && !setPath(parent, name, item.value, item.line)) {
      issues.add('duplicate', item.line, `${item.label} stands twice`)
    }
  }
}

/** The thermal and the power brake reasons stand below the hardware slowdown that they explain; the XML has one list. */
function convertReasons(item: OutlineItem, name: string, parent: XmlNode): void {
  const section = makeNode(name, item.line, item.value ?? '')
  const prefix = name.replace(/s$/, '')
  for (const reason of item.children.flatMap((child) => [child, ...child.children])) {
    setPath(section, `${prefix}_${nameElement(name, reason.label)}`, reason.value ?? '', reason.line)
  }
  parent.children.push(section)
}

/** A process begins with its GPU instance, before driver 450 with its id, and goes on below its id. */
function convertProcesses(item: OutlineItem, parent: XmlNode, issues: IssueList): void {
  // A heading with nothing below was cut off, or is not told; only `None` says that none run.
  if (item.children.length === 0 && item.value === null) return
  const list = makeNode('processes', item.line, item.value === 'None' ? '' : (item.value ?? ''))
  for (const line of item.children) {
    const name = nameElement('process_info', line.label)
    const last = list.children.at(-1)
    const isBegun = last?.children.some((child) => child.name === name) ?? true
    const process = last && !isBegun ? last : makeNode('process_info', line.line)
    if (process !== last) list.children.push(process)
    convertItems([{ ...line, children: [] }, ...line.children], process, issues)
  }
  parent.children.push(list)
}
