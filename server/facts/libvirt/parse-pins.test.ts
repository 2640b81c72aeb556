import { describe, expect, it } from 'vitest'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const VCPUS = `# domain web-1
 VCPU   CPU Affinity
----------------------
 0      0-63
 1      2,34

# domain asleep
error: failed to get domain 'asleep'

# domain web-10
 VCPU   CPU Affinity
----------------------
 0      0-15,32-47
 0      1
 1      all of them
`

describe('virsh vcpupin, emulatorpin and iothreadinfo', () => {
  it('reads a table per domain, and says which domain gave none', () => {
    const { facts, issues } = takeFacts(parseText(VCPUS), 'virsh-vcpupin')
    expect(facts.domains).toEqual([
      {
        domain: 'web-1',
        pins: [
          { subject: '0', cpus: '0-63' },
          { subject: '1', cpus: '2,34' },
        ],
      },
      { domain: 'asleep', pins: null },
      { domain: 'web-10', pins: [{ subject: '0', cpus: '0-15,32-47' }] },
    ])
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableLine', 8],
      ['duplicate', 14],
      ['unreadableLine', 15],
    ])
  })

  it.each<[ToolId, string, string, string]>([
    ['virsh-vcpupin', 'VCPU: CPU Affinity\n----------------------------------\n   0: 0-3\n', '0', '0-3'],
    ['virsh-emulatorpin', ' emulator: CPU Affinity\n-----------\n       *: 0-1,32\n', '*', '0-1,32'],
    [
      'virsh-iothreadinfo',
      ' IOThread ID     CPU Affinity\n-----------\n 3               7-10\n',
      '3',
      '7-10',
    ],
  ])(
    'reads one table of %s without a header, as older versions print it too',
    (tool, text, subject, cpus) => {
      const { facts, issues } = takeFacts(parseText(text), tool)
      expect(facts).toEqual({ domains: [{ domain: null, pins: [{ subject, cpus }] }] })
      expect(issues).toEqual([])
    },
  )

  it('tells a domain without I/O threads from one that was not told', () => {
    const { facts } = takeFacts(
      parseText('# domain a\nNo IOThreads found for the domain\n'),
      'virsh-iothreadinfo',
    )
    expect(facts.domains).toEqual([{ domain: 'a', pins: [] }])
  })

  it.each([
    ["error: failed to get domain 'x'\n", 'toolError'],
    ['nothing of the kind\n', 'unrecognised'],
  ])('refuses a lone %s', (text, code) => {
    expect(takeRefusal(parseText(text, 'virsh-vcpupin')).code).toBe(code)
  })

  it('tells nothing from a cut that the whole does not tell', () => {
    const report = tryCuts(VCPUS, 'virsh-vcpupin', listLengths(VCPUS))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(VCPUS.length)
    expect(report.read).toBeGreaterThan(100)
  })
})
