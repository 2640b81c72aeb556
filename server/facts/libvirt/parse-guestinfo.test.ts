import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const GUESTS = `# domain trainer
user.count          : 1
user.0.name         : somebody
os.id               : ubuntu
os.name             : Ubuntu
os.pretty-name      : Ubuntu 22.04.4 LTS
os.version          : 22.04.4 LTS (Jammy Jellyfish)
os.version-id       : 22.04
os.machine          : x86_64
os.kernel-release   : 5.15.0-138-generic
os.kernel-version   : #148~20.04.1-Ubuntu SMP Fri Mar 28 14:32:35 UTC 2025
hostname            : trainer-0
if.0.addr.0.addr    : 10.1.2.3
os.id               : debian

# domain mute
error: Guest agent is not responding: QEMU guest agent is not connected

# domain bare
error: argument unsupported: QEMU guest agent is not configured

# domain asleep
error: Requested operation is not valid: domain is not running
`

describe('virsh guestinfo', () => {
  it('reads what the agent says of system, kernel and name, and nothing of its users and addresses', () => {
    const { facts, issues } = takeFacts(parseText(GUESTS), 'virsh-guestinfo')
    expect(facts.domains[0]).toEqual({
      domain: 'trainer',
      hasAgent: true,
      osId: 'ubuntu',
      osName: 'Ubuntu',
      osPrettyName: 'Ubuntu 22.04.4 LTS',
      osVersion: '22.04.4 LTS (Jammy Jellyfish)',
      osVersionId: '22.04',
      kernelRelease: '5.15.0-138-generic',
      kernelVersion: '#148~20.04.1-Ubuntu SMP Fri Mar 28 14:32:35 UTC 2025',
      architecture: 'x86_64',
      hostname: 'trainer-0',
    })
    expect(JSON.stringify(facts)).not.toMatch(/somebody|10\.1\.2\.3/)
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['duplicate', 14],
      ['unreadableLine', 23],
    ])
  })

  it('tells an agent that does not answer from a domain that does not run', () => {
    const { facts } = takeFacts(parseText(GUESTS), 'virsh-guestinfo')
    expect(facts.domains.map(({ domain, hasAgent }) => [domain, hasAgent])).toEqual([
      ['trainer', true],
      ['mute', false],
      ['bare', false],
      ['asleep', null],
    ])
  })

  it('reads one block without a header, an answer of no agent among them', () => {
    const told = takeFacts(parseText('hostname            : a\nos.id               : b\n'), 'virsh-guestinfo')
    expect(told.facts.domains).toMatchObject([{ domain: null, hasAgent: true, hostname: 'a', osId: 'b' }])
    const mute = takeFacts(parseText('error: Guest agent is not responding: timeout\n'), 'virsh-guestinfo')
    expect(mute.facts.domains).toMatchObject([{ domain: null, hasAgent: false, hostname: null }])
  })

  it('refuses what is neither', () => {
    expect(takeRefusal(parseText('error: failed to connect\n', 'virsh-guestinfo')).code).toBe('unrecognised')
  })

  it('tells nothing from a cut that the whole does not tell', () => {
    const report = tryCuts(GUESTS, 'virsh-guestinfo', listLengths(GUESTS))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(GUESTS.length)
    expect(report.read).toBeGreaterThan(100)
  })
})
