import type {
  ListedGpu,
  ListedMigDevice,
  NvidiaListFacts,
} from '@/server/core/inventory/tools/nvidia-list-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { isNoDevices, MAX_GPUS } from './read-log'

const GPU_LINE = /^\s*GPU (\d{1,3}): (\S.*?) ?\((?:UUID: ([^()]*)|S\/N: [^()]*)\)\s*$/
const MIG_LINE = /^\s+MIG (\S+)\s+Device\s+(\d{1,3}): \(UUID: ([^()]*)\)\s*$/

/** `GPU-` and a UUID; for MIG devices before driver 470 the GPU's with the ids of both instances. */
const UUID = /^(?:GPU|MIG)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const OLD_MIG_UUID = /^MIG-GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{1,3}\/\d{1,3}$/i

/** Seven on each GPU. */
const MAX_MIG_DEVICES = 7 * MAX_GPUS

/** The line has its closing bracket: nothing of it is missing. */
export function isWholeListLine(line: string): boolean {
  return GPU_LINE.test(line) || MIG_LINE.test(line)
}

/** `nvidia-smi -L`, with MIG devices below the GPUs that have them. Throws `PartRefusal`. */
export function parseNvidiaList(text: string, issues: IssueList): NvidiaListFacts {
  if (isNoDevices(text, issues)) return { gpus: [] }
  const gpus: ListedGpu[] = []
  let deviceCount = 0
  for (const [at, line] of text.split('\n').entries()) {
    const gpu = GPU_LINE.exec(line)
    const device = MIG_LINE.exec(line)
    if (gpu?.[1]) {
      gpus.push({
        index: Number(gpu[1]),
        productName: readText(gpu[2] ?? null),
        uuid: readUuid(gpu[3] ?? null, at + 1, issues),
        migDevices: [],
      })
    } else if (device?.[2] && gpus.length > 0) {
      gpus.at(-1)?.migDevices.push(readMigDevice(device, at + 1, issues))
      deviceCount += 1
    } else if (line.trim() !== '') {
      issues.add('unreadableLine', at + 1, line.trim())
    }
    if (gpus.length > MAX_GPUS || deviceCount > MAX_MIG_DEVICES) {
      throw new PartRefusal('tooLarge', at + 1, 'more devices than any host has')
    }
  }
  if (gpus.length === 0) throw new PartRefusal('unrecognised', 1, 'no line of a GPU')
  reportRepeats(gpus, issues)
  return { gpus }
}

function readMigDevice(match: RegExpExecArray, line: number, issues: IssueList): ListedMigDevice {
  return {
    index: Number(match[2]),
    profileName: readText(match[1] ?? null),
    uuid: readUuid(match[3] ?? null, line, issues),
  }
}

/** Zeros are a mask: they would join devices that have nothing in common. */
function readUuid(raw: string | null, line: number, issues: IssueList): string | null {
  const text = readText(raw)
  if (text === null || /^(?:GPU|MIG)-[0-]+$/.test(text)) return null
  if (UUID.test(text) || OLD_MIG_UUID.test(text)) return text
  issues.add('unreadableValue', line, `UUID ${text}`)
  return null
}

function reportRepeats(gpus: ListedGpu[], issues: IssueList): void {
  const uuids = gpus.flatMap((gpu) => [gpu.uuid, ...gpu.migDevices.map((device) => device.uuid)])
  const seen = new Set<string>()
  for (const uuid of uuids) {
    if (uuid === null) continue
    if (seen.has(uuid)) issues.add('duplicate', null, `${uuid} on more than one device`)
    seen.add(uuid)
  }
}
