import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseCutText, parseText, takeFacts } from '@/server/facts/testing/parse-text'

const TREE = `computer
  |
  +- net_lo_00_00_00_00_00_00
  +- pci_0000_3b_00_0
  |   |
  |   +- mdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b
  |
  +- pci_10000_e1_00_0
  what is this
`

describe('virsh nodedev-list', () => {
  it('reads functions and mediated devices among others, drawn as a tree too', () => {
    const { facts, issues } = takeFacts(parseText(TREE), 'virsh-nodedev-list')
    expect(facts.names.map(({ name, address, mdevUuid }) => [name, address, mdevUuid])).toEqual([
      ['computer', null, null],
      ['net_lo_00_00_00_00_00_00', null, null],
      ['pci_0000_3b_00_0', '0000:3b:00.0', null],
      ['mdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b', null, '3131f5fd-7c04-4a61-92c1-0c37f9547b6b'],
      ['pci_10000_e1_00_0', '10000:e1:00.0', null],
    ])
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 9 }])
  })

  it('takes a last name without its line end only where nothing can be missing', () => {
    const whole = parseCutText('pci_0000_3b_00_0\nmdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b_0000_3b_00_0')
    expect(takeFacts(whole, 'virsh-nodedev-list').facts.names).toHaveLength(2)
    const half = takeFacts(
      parseCutText('pci_0000_3b_00_0\nmdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b'),
      'virsh-nodedev-list',
    )
    expect(half.facts.names).toHaveLength(1)
    expect(half.issues).toMatchObject([{ code: 'unfinishedLine', line: 2 }])
  })

  it('tells nothing from a cut that the whole does not tell', () => {
    const report = tryCuts(TREE, 'virsh-nodedev-list', listLengths(TREE))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(TREE.length)
    expect(report.read).toBeGreaterThan(100)
  })
})
