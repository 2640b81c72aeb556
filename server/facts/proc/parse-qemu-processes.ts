import type { QemuProcessesFacts } from '@/server/core/inventory/tools/libvirt-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { convertKibToMib, type Mib } from '@/server/core/units/mib'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'

const PATH = /^\/proc\/(\d{1,10})\/(status|guest|uuid)$/

const MAX_PROCESSES = 10_000

/** A domain's name may be anything, `none` and `N/A` among it. */
const MAX_NAME_CHARACTERS = 1_024

type Process = QemuProcessesFacts['processes'][number]

/**
 * /proc/<pid>/status of QEMU processes as `path:value` lines, with the made lines `guest` (the domain's name) and
 * `uuid`; or `cat` of one or several status files. Throws `PartRefusal`.
 */
export function parseQemuProcesses(text: string, issues: IssueList): QemuProcessesFacts {
  const processes = /^Name:/m.test(text) ? readPlain(text, issues) : readPaths(text, issues)
  if (processes.length === 0) throw new PartRefusal('unrecognised', 1, 'no line of /proc/<pid>/status')
  return { processes }
}

function readPaths(text: string, issues: IssueList): Process[] {
  const processes = new Map<number, Process>()
  for (const { path, value, line } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const [, number, file] = PATH.exec(path) ?? []
    const pid = Number(number)
    const process = processes.get(pid) ?? createProcess(pid)
    processes.set(pid, process)
    refuseTooMany(processes.size, line)
    if (file === 'guest') process.domain ??= value.slice(0, MAX_NAME_CHARACTERS) || null
    else if (!(file === 'uuid' ? takeUuid(process, value) : takeStatus(process, value))) {
      issues.add('unreadableValue', line, `${file} of ${pid}: ${value}`)
    }
  }
  return [...processes.values()]
}

/** The pid stands a few lines below the name, so a process is kept once it is known. */
function readPlain(text: string, issues: IssueList): Process[] {
  const processes: Process[] = []
  let current = createProcess(0)
  text.split('\n').forEach((content, offset) => {
    const pid = /^Pid:\s+(\d{1,10})$/.exec(content.trim())?.[1]
    if (content.startsWith('Name:')) current = createProcess(0)
    else if (pid !== undefined) {
      current.pid = Number(pid)
      refuseTooMany(processes.push(current), offset + 1)
    } else if (!takeStatus(current, content)) issues.add('unreadableValue', offset + 1, content.trim())
  })
  return processes
}

function refuseTooMany(count: number, line: number): void {
  if (count > MAX_PROCESSES) throw new PartRefusal('tooLarge', line, `over ${MAX_PROCESSES} processes`)
}

const SIZES: Record<string, 'lockedMib' | 'pinnedMib' | 'residentMib' | 'hugetlbMib' | 'swappedMib'> = {
  VmLck: 'lockedMib',
  VmPin: 'pinnedMib',
  VmRSS: 'residentMib',
  HugetlbPages: 'hugetlbMib',
  VmSwap: 'swappedMib',
}

/** One line of proc(5)'s status. False where a value that is wanted has not its shape; the first of two counts. */
function takeStatus(process: Process, content: string): boolean {
  const [, key = '', value = ''] = /^(\w{1,40}):\s*(.*)$/.exec(content.trim()) ?? []
  const size = SIZES[key]
  if (size) {
    process[size] ??= readKib(value)
    return process[size] !== null
  }
  if (key === 'Threads') {
    process.threads ??= /^\d{1,7}$/.test(value) ? Number(value) : null
    return process.threads !== null
  }
  if (key === 'Cpus_allowed_list') {
    process.cpusAllowed ??= normaliseCpuList(value)
    return process.cpusAllowed !== null
  }
  if (key !== 'Mems_allowed_list') return true
  process.memsAllowed ??= normaliseCpuList(value)
  return process.memsAllowed !== null
}

function takeUuid(process: Process, value: string): boolean {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) process.domainUuid ??= value.toLowerCase()
  return process.domainUuid !== null
}

function readKib(value: string): Mib | null {
  const kib = /^(\d{1,15}) kB$/.exec(value)?.[1]
  return kib === undefined ? null : convertKibToMib(Number(kib))
}

function createProcess(pid: number): Process {
  return {
    pid,
    domain: null,
    domainUuid: null,
    lockedMib: null,
    pinnedMib: null,
    residentMib: null,
    hugetlbMib: null,
    swappedMib: null,
    cpusAllowed: null,
    memsAllowed: null,
    threads: null,
  }
}
