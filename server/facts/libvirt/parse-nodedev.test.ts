import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

const DEVICES = `<device>
  <name>pci_0000_1a_00_0</name>
  <path>/sys/devices/pci0000:16/0000:16:02.0/0000:1a:00.0</path>
  <parent>computer</parent>
  <driver><name>nvidia</name></driver>
  <capability type='pci'>
    <class>0x030200</class>
    <domain>0</domain><bus>26</bus><slot>0</slot><function>0</function>
    <product id='0x20b5'/><vendor id='0x10de'>NVIDIA Corporation</vendor>
    <capability type='virt_functions' maxCount='20'/>
    <iommuGroup number='40'>
      <address domain='0x0000' bus='0x1a' slot='0x00' function='0x0'/>
    </iommuGroup>
    <numa node='1'/>
    <pci-express>
      <link validity='cap' port='0' speed='16' width='16'/>
      <link validity='sta' speed='2.5' width='16'/>
    </pci-express>
  </capability>
</device>

<device>
  <name>drm_card1</name>
  <capability type='drm'><type>primary</type></capability>
</device>
<device>
  <name>pci_0000_1a_00_4</name>
  <capability type='pci'>
    <domain>0</domain><bus>26</bus><slot>0</slot><function>4</function>
    <capability type='phys_function'>
      <address domain='0x0000' bus='0x1a' slot='0x00' function='0x0'/>
    </capability>
  </capability>
</device>
<device>
  <name>mdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b_0000_1a_00_4</name>
  <path>/sys/devices/pci0000:16/0000:16:02.0/0000:1a:00.4/3131f5fd-7c04-4a61-92c1-0c37f9547b6b</path>
  <parent>pci_0000_1a_00_4</parent>
  <capability type='mdev'>
    <type id='nvidia-474'/>
    <uuid>3131f5fd-7c04-4a61-92c1-0c37f9547b6b</uuid>
    <parent_addr>0000:1a:00.4</parent_addr>
    <iommuGroup number='180'/>
  </capability>
</device>
<device>
  <name>net_eno1_52_54_00_00_00_01</name>
  <capability type='net'><interface>eno1</interface></capability>
</device>
`

const read = (text: string) => takeFacts(parseText(text), 'virsh-nodedev')

const readPci = (inside: string, name = 'pci_0000_1a_00_0') =>
  read(`<device>\n<name>${name}</name>\n<capability type='pci'>${inside}</capability>\n</device>`)

const NUMBERS = '<domain>0</domain><bus>26</bus><slot>0</slot><function>0</function>'

describe('virsh nodedev-dumpxml', () => {
  it('reads functions and mediated devices one after another, and passes over all others', () => {
    const { facts, issues } = read(DEVICES)
    expect(issues).toEqual([])
    expect(facts.pci.map(({ address }) => address)).toEqual(['0000:1a:00.0', '0000:1a:00.4'])
    expect(facts.mdevs).toMatchObject([
      {
        uuid: '3131f5fd-7c04-4a61-92c1-0c37f9547b6b',
        parent: '0000:1a:00.4',
        typeId: 'nvidia-474',
        driver: null,
        iommuGroup: 180,
      },
    ])
  })

  it('tells no virtual functions from not told, and a virtual function from a physical one', () => {
    const [physical, virtual] = read(DEVICES).facts.pci
    expect(physical).toMatchObject({
      virtualFunctions: [],
      maxVirtualFunctions: 20,
      physicalFunction: null,
      parent: 'computer',
      parentAddress: null,
      productName: null,
      numaNode: 1,
    })
    expect(virtual).toMatchObject({
      virtualFunctions: null,
      maxVirtualFunctions: null,
      physicalFunction: '0000:1a:00.0',
      linkCapability: null,
    })
  })

  it.each([
    ['numbers of another function', NUMBERS.replace('26', '10'), 'pci_0000_1a_00_0'],
    ['a bus that no domain has', NUMBERS.replace('26', '300'), 'of its own making'],
  ])('gives no address to %s', (_, numbers, name) => {
    const { facts, issues } = readPci(numbers, name)
    expect(facts.pci[0]).toMatchObject({ name, address: null })
    expect(issues).toMatchObject([{ code: 'unreadableValue' }])
  })

  it('goes by the numbers alone where the name is nobody else’s', () => {
    const { facts, issues } = readPci(NUMBERS, 'gpu0')
    expect(facts.pci[0]).toMatchObject({ address: '0000:1a:00.0', addressBy: { name: null, path: null } })
    expect(issues).toEqual([])
  })

  it('tells no members of a group of which one cannot be read', () => {
    const members = ['0x00', '0x99'].map(
      (slot) => `<address domain='0x0000' bus='0x1a' slot='${slot}' function='0x0'/>`,
    )
    const { facts, issues } = readPci(`${NUMBERS}<iommuGroup number='4'>${members.join('')}</iommuGroup>`)
    expect(facts.pci[0]).toMatchObject({ iommuGroup: 4, iommuGroupMembers: null })
    expect(issues).toHaveLength(1)
  })

  it('reads a link without speed by its width, and one of width 0 as none', () => {
    const link = "<link validity='cap' width='8'/><link validity='sta' speed='2.5' width='0'/>"
    const { facts } = readPci(`${NUMBERS}<pci-express>${link}</pci-express>`)
    expect(facts.pci[0]).toMatchObject({
      linkCapability: { speedGts: null, width: 8 },
      linkStatus: { speedGts: 2.5, width: null },
    })
  })

  it('gives neither UUID nor parent to a mediated device that contradicts itself', () => {
    const text = DEVICES.replace('<parent_addr>0000:1a:00.4', '<parent_addr>0000:1a:00.5').replace(
      '<uuid>3131',
      '<uuid>4242',
    )
    const { facts, issues } = read(text)
    expect(facts.mdevs).toMatchObject([{ uuid: null, parent: null, typeId: 'nvidia-474' }])
    expect(issues.map(({ code }) => code)).toEqual(['unreadableValue', 'unreadableValue'])
  })

  it('notes a device that stands twice', () => {
    const { facts, issues } = read(DEVICES + DEVICES)
    expect(facts.pci).toHaveLength(4)
    expect(issues.map(({ code }) => code)).toEqual(['duplicate', 'duplicate', 'duplicate'])
  })

  it('tells nothing from a cut that the whole does not tell', () => {
    const report = tryCuts(DEVICES, 'virsh-nodedev', listLengths(DEVICES))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(DEVICES.length)
    expect(report.read).toBeGreaterThan(3)
  })
})
