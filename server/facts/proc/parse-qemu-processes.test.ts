import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const STATUS = `Name:\tqemu-system-x86
Umask:\t0027
State:\tS (sleeping)
Tgid:\t48211
Pid:\t48211
VmPeak:\t70231234 kB
VmLck:\t67108864 kB
VmPin:\t       0 kB
VmRSS:\t  812345 kB
VmSwap:\t    1024 kB
HugetlbPages:\t67108864 kB
Threads:\t34
Cpus_allowed:\tffff,0000ffff
Cpus_allowed_list:\t0-15,32-47
Mems_allowed_list:\t0
voluntary_ctxt_switches:\t12
`

const prefix = (pid: number, text: string) => text.replace(/^(?=.)/gm, `/proc/${pid}/status:`)
const PATHS = `${prefix(48211, STATUS)}/proc/48211/guest:train-01,blue
/proc/48211/uuid:4C4C4544-0053-5210-8038-C8C04F583034
${prefix(512, 'Name:\tqemu-kvm\nPid:\t512\n')}/proc/512/guest:none
`

const VM = {
  pid: 48_211,
  domain: 'train-01,blue',
  domainUuid: '4c4c4544-0053-5210-8038-c8c04f583034',
  lockedMib: 65_536,
  pinnedMib: 0,
  residentMib: 793,
  hugetlbMib: 65_536,
  swappedMib: 1,
  cpusAllowed: '0-15,32-47',
  memsAllowed: '0',
  threads: 34,
}

const read = (text: string) => takeFacts(parseText(text), 'qemu-processes')

describe('QEMU processes', () => {
  it('tell their domain, memory and CPUs; what is not told is unknown, and a domain may be named none', () => {
    const { facts, issues } = read(PATHS)
    expect(issues).toEqual([])
    expect(facts.processes[0]).toEqual(VM)
    const unknown = Object.fromEntries(Object.keys(VM).map((key) => [key, null]))
    expect(facts.processes[1]).toEqual({ ...unknown, pid: 512, domain: 'none' })
    expect(facts.processes).toHaveLength(2)
  })

  it('are read from plain status files too, without a domain', () => {
    const { facts } = read(`${STATUS}Name:\tqemu-kvm\nPid:\t512\nThreads:\t3\n`)
    expect(facts.processes).toMatchObject([
      { ...VM, domain: null, domainUuid: null },
      { pid: 512, threads: 3 },
    ])
  })

  it('of odd values are unknown, and issues', () => {
    const lines = ['status:VmLck: 5 MB', 'status:Threads:\tmany', 'uuid:train-01'].map(
      (line) => `/proc/7/${line}`,
    )
    const { facts, issues } = read(lines.join('\n'))
    expect(facts.processes).toMatchObject([{ pid: 7, lockedMib: null, threads: null, domainUuid: null }])
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableValue', 1],
      ['unreadableValue', 2],
      ['unreadableValue', 3],
    ])
  })

  it('are refused where nothing is said of any', () => {
    expect(takeRefusal(parseText('nothing\n', 'qemu-processes')).code).toBe('unrecognised')
  })

  it.each([
    ['with paths', PATHS],
    ['without', STATUS],
  ])('%s cut off anywhere say nothing that the whole does not', (_, text) => {
    const report = tryCuts(text, 'qemu-processes', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
