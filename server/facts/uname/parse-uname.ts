import type { UnameFacts } from '@/server/core/inventory/tools/system-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

const MACHINE = /^(?:x86_64|i[3-6]86|aarch64|armv\w+|ppc64(?:le)?|s390x|riscv64|loongarch64)$/

/** `uname -a`: kernel name, host name, release, version (several words), machine. Throws `PartRefusal`. */
export function parseUname(text: string, issues: IssueList): UnameFacts {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const words = (lines[0] ?? '').trim().split(/\s+/)
  const [kernelName, hostname, kernelRelease] = words
  // The machine may stand three times (machine, processor, platform) before the name of the operating system.
  const machineAt = words.findIndex((word, position) => position >= 3 && MACHINE.test(word))
  if (kernelName !== 'Linux' || !hostname || !kernelRelease) {
    throw new PartRefusal('unrecognised', 1, 'not a line of uname -a on Linux')
  }
  if (machineAt < 0) issues.add('missingSection', 1, 'no machine type')
  if (lines.length > 1) issues.add('unreadableLine', 2, `${lines.length - 1} lines more`)
  return {
    kernelName,
    hostname: readText(hostname),
    kernelRelease: readText(kernelRelease),
    kernelVersion: readText(words.slice(3, machineAt < 0 ? undefined : machineAt).join(' ')),
    machine: words[machineAt] ?? null,
  }
}
