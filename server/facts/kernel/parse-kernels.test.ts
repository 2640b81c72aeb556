import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { compareKernelReleases } from './compare-kernel-releases'

const TEXT = `running:6.1.0-9-amd64
installed:6.1.0-18-amd64
installed:6.1.0-9-amd64
installed:5.10.0-28-amd64
next:6.1.0-18-amd64
reboot_required:yes
`

const read = (text: string) => takeFacts(parseText(text), 'kernels')

describe('kernels', () => {
  it('are told running, next and installed, the oldest version first', () => {
    expect(read(TEXT)).toEqual({
      facts: {
        running: '6.1.0-9-amd64',
        installed: ['5.10.0-28-amd64', '6.1.0-9-amd64', '6.1.0-18-amd64'],
        nextBoot: '6.1.0-18-amd64',
        isRebootRequired: true,
      },
      issues: [],
    })
  })

  it('whose next one and reboot nobody could tell are unknown there', () => {
    const { facts, issues } = read(
      'running:6.8.0-31-generic\ninstalled:6.8.0-31-generic\nnext:\nreboot_required:unknown\n',
    )
    expect([facts.nextBoot, facts.isRebootRequired, issues]).toEqual([null, null, []])
    expect(read('running:6.8.0-31-generic\nreboot_required:no\n').facts).toMatchObject({
      installed: [],
      isRebootRequired: false,
    })
  })

  it('that are no releases are issues', () => {
    const { facts, issues } = read(
      'running:Linux\ninstalled:../etc\ninstalled:6.1.0\ninstalled:6.1.0\nreboot_required:perhaps\n',
    )
    expect(facts).toEqual({ running: null, installed: ['6.1.0'], nextBoot: null, isRebootRequired: null })
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableValue', 1],
      ['unreadableValue', 2],
      ['duplicate', 4],
      ['unreadableValue', 5],
    ])
  })

  it('without their last line are refused, since the newest of half a list is not the newest', () => {
    expect(takeRefusal(parseText('running:6.1.0\ninstalled:6.1.0\n'))).toMatchObject({
      code: 'truncated',
      line: 2,
    })
    const report = tryCuts(TEXT, 'kernels', listLengths(TEXT))
    expect(report).toEqual({ tried: TEXT.length, read: 0, inventions: [] })
  })

  it.each([
    ['Debian', ['5.10.0-28-amd64', '6.1.0-9-amd64', '6.1.0-18-amd64', '6.1.0-18-rt-amd64', '6.10.0-1-amd64']],
    ['Ubuntu', ['5.15.0-105-generic', '5.15.0-1053-nvidia', '6.5.0-41-generic', '6.8.0-31-generic']],
    ['RHEL', ['5.14.0-427.el9.x86_64', '5.14.0-427.13.1.el9_4.x86_64', '5.14.0-503.el9.x86_64']],
    ['Proxmox', ['6.2.16-20-pve', '6.5.13-5-pve', '6.8.4-2-pve', '6.8.12-1-pve']],
    ['mainline', ['6.8.12', '6.9.0-rc1', '6.9.0-rc10', '6.9.0', '6.9.1']],
  ])('of %s are ordered by version, from any order', (_, releases) => {
    expect(releases.toReversed().toSorted(compareKernelReleases)).toEqual(releases)
    expect(releases.toSorted().toSorted(compareKernelReleases)).toEqual(releases)
  })
})
