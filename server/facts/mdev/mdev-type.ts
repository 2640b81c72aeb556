import type { MdevType } from '@/server/core/inventory/tools/mdev-facts'
import { asMib } from '@/server/core/units/mib'
import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

/** Intel's descriptions have five. */
const MAX_DESCRIPTION_LINES = 64

/** A type of which only the id is known yet. */
export function createMdevType(typeId: string): MdevType {
  return {
    typeId,
    name: null,
    deviceApi: null,
    availableInstances: null,
    framebufferMib: null,
    maxInstances: null,
    maxHeads: null,
    frameRateLimitFps: null,
    maxResolution: null,
    descriptionLines: null,
  }
}

/** Takes what one line says about a type; `0` instances are an answer. The four attributes are the kernel's. */
export function takeTypeAttribute(
  type: MdevType,
  attribute: string,
  value: string,
  line: number | null,
  issues: IssueList,
): void {
  const text = readText(value)
  if (text === null) return
  if (attribute === 'name') type.name = text
  else if (attribute === 'device_api') type.deviceApi = text
  else if (attribute === 'available_instances') {
    type.availableInstances = readNumber(text, /^(\d{1,6})$/, 'available_instances', line, issues)
  } else if (attribute === 'description') takeDescription(type, text, line, issues)
}

/** `num_heads=4, frl_config=60, framebuffer=1024M, max_resolution=5120x2880, max_instance=32` */
function takeDescription(type: MdevType, text: string, line: number | null, issues: IssueList): void {
  type.descriptionLines ??= []
  if (type.descriptionLines.length >= MAX_DESCRIPTION_LINES) return
  type.descriptionLines.push(text)
  for (const part of text.split(',')) {
    const [key = '', value] = part.split('=', 2).map((side) => side.trim())
    if (value === undefined) continue
    const read = (shape: RegExp) => readNumber(value, shape, key, line, issues)
    if (key === 'framebuffer') {
      const mib = read(/^(\d{1,8})M$/)
      type.framebufferMib = mib === null ? null : asMib(mib)
    } else if (key === 'max_instance') type.maxInstances = read(/^(\d{1,6})$/)
    else if (key === 'num_heads') type.maxHeads = read(/^(\d{1,4})$/)
    else if (key === 'frl_config') type.frameRateLimitFps = read(/^(\d{1,4})$/)
    else if (key === 'max_resolution' && /^\d{1,6}x\d{1,6}$/.test(value)) type.maxResolution = value
  }
}

function readNumber(
  text: string,
  shape: RegExp,
  what: string,
  line: number | null,
  issues: IssueList,
): number | null {
  const match = shape.exec(text)
  if (match) return Number(match[1])
  issues.add('unreadableValue', line, `${what}: ${text}`)
  return null
}
