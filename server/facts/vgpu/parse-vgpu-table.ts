import type { ActiveVgpu, VgpuFacts, VgpuHostGpu } from '@/server/core/inventory/tools/vgpu-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readQuantity, readText } from '@/server/facts/text/read-value'
import { readUuid } from './build-vgpu'
import { isNoneAnswer, refuseVgpuFailure } from './none-answer'

const BORDER = /^\+[-+=]{2,}\+$/

/** 16 GPUs with at most 64 vGPUs each are 1,040. */
const MAX_ROWS = 8_192

/** What a last line without its line end may be and yet be whole. */
export function isWholeVgpuLine(line: string): boolean {
  return BORDER.test(line.trim()) || isNoneAnswer(line)
}

/**
 * The table of `nvidia-smi vgpu`. It cuts names and ids to its columns and marks the cut with `...`: those are null.
 * Throws `PartRefusal`.
 */
export function parseVgpuTable(text: string, issues: IssueList): VgpuFacts {
  const facts: VgpuFacts = { driverVersion: null, gpus: [] }
  let state: 'outside' | 'head' | 'rows' = 'outside'
  let endsWithBorder = false
  let hasNoneAnswer = false
  let line = 0
  for (const content of text.split('\n').map((raw) => raw.trim())) {
    line += 1
    if (content === '' || isDate(content)) continue
    if (BORDER.test(content)) endsWithBorder = true
    else if (content.startsWith('|')) {
      endsWithBorder = false
      facts.driverVersion ??= /Driver Version: +([0-9.]{3,20}) /.exec(content)?.[1] ?? null
      if (/^\|[=+]+\|$/.test(content)) state = 'rows'
      else if (state === 'rows') takeRow(facts.gpus, content, line, issues)
      else state = 'head'
    } else if (isNoneAnswer(content)) {
      hasNoneAnswer = true
      issues.add('noDevices', line, content)
    } else {
      refuseVgpuFailure(content, line)
      issues.add('unreadableLine', line, content)
    }
    if (line > MAX_ROWS) throw new PartRefusal('tooLarge', line, `over ${MAX_ROWS} lines`)
  }
  if (state === 'outside' && !hasNoneAnswer) throw new PartRefusal('unrecognised', 1, 'no table of vGPUs')
  if (state !== 'outside' && !(state === 'rows' && endsWithBorder)) {
    throw new PartRefusal('truncated', line, 'a table without its bottom border')
  }
  return facts
}

/** The clock above the table: `Tue Jan 24 20:21:43 2023`. */
function isDate(content: string): boolean {
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2} \d{4}$/.test(content)
}

/** A VM's name may hold a bar; it is the second of three cells. */
function takeRow(gpus: VgpuHostGpu[], content: string, line: number, issues: IssueList): void {
  const cells = content.slice(1, content.endsWith('|') ? -1 : undefined).split('|')
  const [first = '', ...rest] = cells.map((cell) => cell.trim())
  const last = rest.pop()
  if (last === undefined || rest.length === 0) {
    issues.add('raggedRow', line, content)
    return
  }
  const middle = rest.join('|')
  const utilisation = readPercent(last, line, issues)
  const busId = parsePciAddress(middle)
  const gpu = /^(\d{1,3}) +(\S.*)$/.exec(first)
  if (busId !== null && gpu) {
    gpus.push({
      index: Number(gpu[1]),
      busId,
      productName: readName(gpu[2]),
      activeVgpuCount: null,
      gpuUtilisationPercent: utilisation,
      vgpus: [],
    })
    return
  }
  const owner = gpus.at(-1)
  if (!owner) throw new PartRefusal('malformed', line, 'a vGPU above any GPU')
  owner.vgpus.push(readVgpu(first, middle, utilisation, line, issues))
}

function readVgpu(
  type: string,
  vm: string,
  gpuUtilisationPercent: number | null,
  line: number,
  issues: IssueList,
): ActiveVgpu {
  const [, vgpuId = '', typeName] = /^(\S+)(?: +(.*))?$/.exec(type) ?? []
  const [, vmId = '', vmName] = /^(\S+)(?: +(.*))?$/.exec(vm) ?? []
  if (!/^\d{1,12}$/.test(vgpuId)) issues.add('unreadableValue', line, `vGPU ID: ${vgpuId}`)
  return {
    vgpuId: /^\d{1,12}$/.test(vgpuId) ? vgpuId : null,
    vmUuid: readUuid(vmId),
    vmId: /^\d{1,12}$/.test(vmId) ? vmId : null,
    vmName: readName(vmName),
    typeName: readName(typeName),
    typeId: null,
    vgpuUuid: null,
    mdevUuid: null,
    guestAddress: null,
    guestDriverVersion: null,
    licenseStatus: null,
    gpuInstanceId: null,
    placementId: null,
    framebufferTotalMib: null,
    framebufferUsedMib: null,
    gpuUtilisationPercent,
    memoryUtilisationPercent: null,
    encoderUtilisationPercent: null,
    decoderUtilisationPercent: null,
    isEccEnabled: null,
    accountingMode: null,
    frameRateLimitFps: null,
  }
}

/** Half a name names something else. */
function readName(text: string | undefined): string | null {
  return text?.trimEnd().endsWith('...') ? null : readText(text ?? null)
}

function readPercent(text: string, line: number, issues: IssueList): number | null {
  if (text === '-') return null
  const result = readQuantity(text, '%')
  if (result.kind === 'value' && result.value >= 0) return result.value
  if (result.kind !== 'unknown') issues.add('unreadableValue', line, `utilisation: ${text}`)
  return null
}
