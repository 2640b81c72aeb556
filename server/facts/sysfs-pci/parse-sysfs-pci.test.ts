import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

describe('sysfs PCI lines', () => {
  it('reads a function, its place in the tree, and a link width that is none', () => {
    const text = [
      'class:0x030200',
      'vendor:0x10de',
      'device:0x20F1',
      'current_link_speed:2.5 GT/s PCIe',
      'max_link_speed:16.0 GT/s PCIe',
      'current_link_width:63',
      'max_link_width:16',
      'numa_node:-1',
      'sriov_totalvfs:16',
      'driver:vfio-pci',
      'iommu_group:26',
      'parent:0000:16:01.0',
    ].map((line) => `/sys/bus/pci/devices/0000:17:00.0/${line}`)
    const root = '/sys/bus/pci/devices/0000:16:01.0/parent:pci0000:16'
    const { facts, issues } = takeFacts(parseText([...text, root].join('\n')), 'sysfs-pci')
    expect(facts.functions).toMatchObject([
      {
        address: '0000:17:00.0',
        classCode: '0302',
        vendorId: '10de',
        deviceId: '20f1',
        currentLinkSpeedGts: 2.5,
        currentLinkWidth: null,
        maxLinkSpeedGts: 16,
        maxLinkWidth: 16,
        numaNode: -1,
        sriovNumVfs: null,
        sriovTotalVfs: 16,
        driver: 'vfio-pci',
        iommuGroup: 26,
        parent: '0000:16:01.0',
      },
      { address: '0000:16:01.0', parent: null, rootBus: 'pci0000:16' },
    ])
    expect(issues).toEqual([])
  })

  it('notes a value the kernel does not print, with its line, and leaves it unknown', () => {
    const text = '/sys/bus/pci/devices/0000:17:00.0/vendor:0x10de\n/sys/bus/pci/devices/0000:17:00.0/class:3D'
    const { facts, issues } = takeFacts(parseText(text), 'sysfs-pci')
    expect(facts.functions).toMatchObject([{ vendorId: '10de', classCode: null }])
    expect(issues).toEqual([{ code: 'unreadableValue', line: 2, detail: 'class: 3D' }])
  })

  it('tells of a cut text nothing that the whole one does not say, whatever its order', () => {
    const text = [
      '0000:17:00.0/class:0x030200',
      '0000:16:01.0/class:0x060400',
      '10000:e1:00.0/class:0x010802',
      '0000:17:00.0/numa_node:-1',
      '0000:17:00.0/numa_node:1',
      '0000:17:00.0/iommu_group:126',
      '0000:16:01.0/parent:pci0000:16',
    ]
      .map((line) => `/sys/bus/pci/devices/${line}\n`)
      .join('')
    const { tried, read, inventions } = tryCuts(text, 'sysfs-pci', listLengths(text))
    expect(inventions).toEqual([])
    expect(tried).toBe(text.length)
    expect(read).toBeGreaterThan(100)
  })
})
