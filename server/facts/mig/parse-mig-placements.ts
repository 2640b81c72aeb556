import type { MigPlacements, MigPlacementsFacts } from '@/server/core/inventory/tools/mig-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { isNoneAnswer, isWholeMigLine, refuseMigFailure } from './read-mig-table'

/** `GPU  0 Profile ID 14 Placements: {0,2,4}:2`; `Placement :` where there is but one. */
const LINE = /^GPU +(\d{1,3}) +Profile ID +(\d{1,4}) +Placements? *: *\{([\d, ]{0,256})\} *: *(\d{1,2})$/

/** 16 GPUs with some 20 profiles are 320. */
const MAX_LINES = 4_096

/** No GPU has more than 8 memory slices, so one digit behind the brace is the whole size. */
export function isWholePlacementLine(line: string): boolean {
  return /\}\s*:\s*\d$/.test(line) || isWholeMigLine(line)
}

/** `nvidia-smi mig -lgipp`, of one or several GPUs. Throws `PartRefusal`. */
export function parseMigPlacements(text: string, issues: IssueList): MigPlacementsFacts {
  const placements = new Map<string, MigPlacements>()
  let hasNoneAnswer = false
  let line = 0
  for (const content of text.split('\n').map((raw) => raw.trim())) {
    line += 1
    const found = LINE.exec(content)
    if (found) takePlacements(placements, found, line, issues)
    else if (isNoneAnswer(content)) {
      hasNoneAnswer = true
      issues.add('noDevices', line, content)
    } else if (content !== '') {
      refuseMigFailure(content, line)
      issues.add('unreadableLine', line, content)
    }
  }
  if (placements.size === 0 && !hasNoneAnswer)
    throw new PartRefusal('unrecognised', 1, 'no placements of profiles')
  return { placements: [...placements.values()] }
}

function takePlacements(
  placements: Map<string, MigPlacements>,
  [, gpu, profile, starts = '', size]: RegExpExecArray,
  line: number,
  issues: IssueList,
): void {
  const key = `${gpu} ${profile}`
  if (placements.has(key)) {
    issues.add('duplicate', line, `GPU ${gpu}, profile ${profile}`)
    return
  }
  const words = starts.split(',').map((word) => word.trim())
  if (!words.every((word) => /^\d{1,2}$/.test(word))) {
    issues.add('unreadableValue', line, `starts: {${starts}}`)
    return
  }
  placements.set(key, {
    gpuIndex: Number(gpu),
    profileId: Number(profile),
    starts: words.map(Number),
    sizeSlices: Number(size),
  })
  if (placements.size > MAX_LINES) throw new PartRefusal('tooLarge', line, `over ${MAX_LINES} profiles`)
}
